/** Two 32-bit numbers. The hash shows whether a source gives the same text again. The text can't be read from it. */
export type Hash = readonly [number, number];

export const noHash: Hash = [0x9e3779b9, 0x6a09e667];

/** Continues a hash, so that the hash of a text can be made piece by piece. */
export function hashOn([first, second]: Hash, text: string, start = 0, end = text.length): Hash {
  let a = first;
  let b = second;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677) ^ (a >>> 15);
  }
  return [a >>> 0, b >>> 0];
}

export function isSameHash(one: Hash, other: Hash): boolean {
  return one[0] === other[0] && one[1] === other[1];
}
