/** A part of a file, both ends counted in. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a file that a Range header asks for (RFC 9110, section 14), so that a download that
 * broke off can go on. What is not one range of bytes is passed over, as the standard lets a server.
 *
 * @param bytes how long the file is
 * @returns the part; "all" without such a header; null for one that begins behind the end
 */
export function partOf(range: string | undefined, bytes: number): Part | 'all' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  if (from === '' && to === '') return 'all';
  const [first, last] = [Number(from), Number(to)];
  if (from === '') return last === 0 ? null : { start: Math.max(0, bytes - last), end: bytes - 1 };
  if (to !== '' && last < first) return 'all';
  if (first >= bytes) return null;
  return { start: first, end: to === '' ? bytes - 1 : Math.min(last, bytes - 1) };
}
