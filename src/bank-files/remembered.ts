/**
 * The same function with its last answers kept: days and names of tags come again and again in a
 * file. When `most` of them are kept they are all forgotten, so that no file makes it grow.
 */
export function remembered<T>(make: (key: string) => T, most = 2000): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    if (kept.size >= most) kept.clear();
    // A long key would be kept with all of its text.
    if (key.length <= 60) kept.set(key, made);
    return made;
  };
}
