const WIDTH = 18;

/** Letters that no accent can be taken from, as they are written in capitals A to Z. */
const LETTERS: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  Ł: 'L',
  Ø: 'O',
  Œ: 'OE',
  Þ: 'TH',
  Ŧ: 'T',
};

/**
 * Text as Bacs carries it: capitals A-Z, 0-9 and . & / - with single spaces between, at most
 * `max` characters. Accents and apostrophes are dropped (Zoë O'Neil is ZOE ONEIL), anything else
 * becomes a space.
 */
export function bacsText(text: string, max: number = WIDTH): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|['’‘ʼ`´]/gu, '')
    .toUpperCase()
    .replace(/[ÆÐĐĦŁØŒÞŦ]/g, (letter) => LETTERS[letter] ?? ' ')
    .replace(/[^A-Z0-9.&/-]+/g, ' ')
    .trim()
    .slice(0, max)
    .trimEnd();
}

/**
 * A reference comes back in what Bacs returns as it was sent, so nothing is written for any of its
 * characters and nothing is cut off.
 */
export function* referenceFaults(reference: string): Generator<string> {
  if (reference !== '' && bacsText(reference) === reference) return;
  yield (
    `The reference must be 1 to ${WIDTH} of A-Z, 0-9, single spaces and . & / -; found ` +
      `${reference.length} characters.`
  );
}

/** A name must have something that Bacs can carry. */
export function* bacsNameFaults(name: string): Generator<string> {
  if (bacsText(name) === '') yield 'The name has no character that Bacs can carry.';
}
