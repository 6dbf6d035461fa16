/** Sets an entry of a map, as its latest. Beyond `most` entries the one that was set longest ago is forgotten. */
export function keepLatest<Key, Value>(map: Map<Key, Value>, [key, value]: [Key, Value], most: number): void {
  // Deleted first: a map leaves an entry that it has where it is.
  map.delete(key);
  map.set(key, value);
  for (const stalest of map.keys()) {
    if (map.size <= most) return;
    map.delete(stalest);
  }
}
