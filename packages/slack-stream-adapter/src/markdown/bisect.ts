/** Returns how many entries of a sorted list have a value of at most `most`. */
export function countUpTo<T>(all: ArrayLike<T>, most: number, toValue: (one: T) => number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (toValue(all[middle] as T) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
