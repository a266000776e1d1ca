/** The lowest and highest second byte of a UTF-8 character, where they are not 80 and BF. */
const SECOND: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

function lengthByFirst(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** How many bytes the UTF-8 character at a place has; 0 when there is none (RFC 3629). */
export function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = lengthByFirst(first);
  if (length > 1 && !continues(bytes, at, length)) return 0;
  return length;
}

function continues(bytes: Uint8Array, at: number, length: number): boolean {
  const [low, high] = SECOND.get(bytes[at] ?? 0) ?? [0x80, 0xbf];
  for (let n = 1; n < length; n += 1) {
    const byte = bytes[at + n] ?? 0;
    if (byte < (n === 1 ? low : 0x80) || byte > (n === 1 ? high : 0xbf)) return false;
  }
  return true;
}

/** Where the last character begins if the bytes end inside it, else their length. */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = lengthByFirst(byte);
    const isCut = length > back && continues(bytes, bytes.length - back, back);
    return isCut ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
