/** Sets an entry of a map as its latest entry. If the map has more than `most` entries, it drops the oldest. */
export function keepLatest<Key, Value>(map: Map<Key, Value>, [key, value]: [Key, Value], most: number): void {
  // Deleted first, because `set` does not move an existing entry to the end.
  map.delete(key);
  map.set(key, value);
  for (const stalest of map.keys()) {
    if (map.size <= most) return;
    map.delete(stalest);
  }
}
