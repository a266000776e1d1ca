import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF file as a reader would read it out, in the order in which it was written: its
 * pieces joined by spaces. Knows what `makePdf` makes: packed streams, embedded fonts whose glyphs
 * a map says the letters of.
 */
export function pdfText(bytes: Buffer): string {
  const file = bytes.toString('latin1');
  const objects = new Map<string, string>();
  for (const [, number, body] of file.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    objects.set(number!, body!);
  }
  const maps = new Map<string, Map<string, string>>();
  for (const body of objects.values()) {
    for (const [, name, number] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [, map] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number!) ?? '') ?? [];
      if (map !== undefined) maps.set(name!, lettersOf(unpacked(objects.get(map)!)));
    }
  }
  return [...objects.values()]
    .filter((body) => body.includes('stream\n'))
    .map(unpacked)
    .filter((stream) => stream.includes(' Tf'))
    .map((stream) => textOf(stream, maps))
    .join(' ');
}

function unpacked(body: string): string {
  const [, packed] = /stream\n([\s\S]*)\nendstream/.exec(body) ?? [];
  if (packed === undefined) return '';
  try {
    return inflateSync(Buffer.from(packed, 'latin1')).toString('latin1');
  } catch {
    return '';
  }
}

/** Which letters each glyph stands for, by its number in hex. */
function lettersOf(map: string): Map<string, string> {
  const letters = new Map<string, string>();
  for (const [, first, list] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    for (const [n, [, hex]] of [...list!.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const glyph = (Number.parseInt(first!, 16) + n).toString(16).padStart(4, '0');
      letters.set(glyph, Buffer.from(hex!.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
    }
  }
  return letters;
}

function textOf(stream: string, maps: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  const pieces: string[] = [];
  let letters: ReadonlyMap<string, string> = new Map();
  for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) letters = maps.get(font) ?? new Map();
    else {
      const glyphs = [...shown!.matchAll(/<([0-9a-f]+)>/g)].map(([, hex]) => hex!).join('');
      pieces.push(glyphs.replaceAll(/.{4}/g, (glyph) => letters.get(glyph) ?? '?'));
    }
  }
  return pieces.join(' ');
}
