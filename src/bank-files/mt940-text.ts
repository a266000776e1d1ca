/** What the fields ":86:" and ":NS:" say of a line. */
export interface Mt940Text {
  /** The sender's reference, or null when it has none. */
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
}

/** A field of the German form is filled up to this width, and goes on in the next. */
const SUBFIELD_WIDTH = 27;

/** A line of a message has at most this many characters. */
const LINE_WIDTH = 65;

/** In the German form, lines that are shorter than this were not broken for their length. */
const BROKEN_WIDTH = 55;

/** Fields of the purpose, in their order. */
const PURPOSE = '20 21 22 23 24 25 26 27 28 29 60 61 62 63'.split(' ');

/** Beginnings of the parts of a SEPA payment inside the text. */
const SEPA = /^(?:EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|COAM|OAMT|RREF|PREF|RTRN|IBAN|BIC)\+/;

/** Words between strokes, as Dutch and other banks write them: /EREF/…/NAME/…/REMI/… */
const STROKES = /^\/(?:[A-Z]{2,4}|\d{2})\//;
const WORD =
  /\/(TRTP|IBAN|BIC|NAME|REMI|EREF|PREF|KREF|CNTP|BENM|ORDP|MARF|CSID|ADDR|ISDT|RTRN|PURP|ULTC|ULTD|ULTB|CUST|SVCL|STRD|PREC|ACCW|INST|PY|BO|BI|CTC)\//;

/**
 * Reads the texts of a line: ":86:" of the German form (three digits of the type, then ?00 to ?63
 * with any mark instead of "?"), of the form with strokes, or plain; the supplement of ":61:" and
 * ":NS:" go before it where it does not have them already.
 */
export function readText(
  about: readonly string[],
  supplement: readonly string[],
  nonSwift: readonly string[],
): Mt940Text {
  const mark = markOf(about.join(''));
  const read = mark === null ? readPlain(about) : readSubfields(joined(about, BROKEN_WIDTH), mark);
  const text = read.text ?? '';
  const numbered = nonSwift.every((line) => /^\d\d/.test(line));
  const others = numbered ? nonSwift.map((line) => line.slice(2)) : nonSwift;
  const before = [tidy(supplement.join(' ')), tidy(others.join(' '))];
  return {
    ...read,
    text: orNull([...before.filter((one) => !text.includes(one)), text].join(' ')),
  };
}

/** The mark before the numbers of the German form, or null for text of another form. */
function markOf(text: string): string | null {
  const found = /^(?:\d{3})?([^\w\s/:.,+-])\d\d/.exec(text);
  return found?.[1] ?? null;
}

function readSubfields(about: string, mark: string): Mt940Text {
  const parts = about.split(mark);
  const fields = new Map<string, string>();
  let last: string | null = null;
  for (const part of parts.slice(1)) {
    const key = part.slice(0, 2);
    // The mark inside a text is no beginning of a field.
    if (!/^\d\d$/.test(key) && last !== null) {
      fields.set(last, `${fields.get(last) ?? ''}${mark}${part}`);
      continue;
    }
    last = key;
    fields.set(key, `${fields.get(key) ?? ''}${part.slice(2)}`);
  }
  const purpose = PURPOSE.flatMap((key) => fields.get(key) ?? []);
  const text = joined(purpose, SUBFIELD_WIDTH);
  const name = joined(
    ['32', '33'].flatMap((key) => fields.get(key) ?? []),
    SUBFIELD_WIDTH,
  );
  return {
    reference: sepaReference(text),
    counterparty: orNull(name),
    text: orNull(`${fields.get('00') ?? ''} ${text}`),
  };
}

function sepaReference(text: string): string | null {
  const found = /(?:^|\s)EREF\+\s*(.*?)(?=\s(?:[A-Z]{4}|BIC|MTLG:?)[+:]|$)/.exec(text)?.[1];
  const reference = found?.trim() ?? '';
  return reference === '' || /^NOTPROVIDED$/i.test(reference) ? null : reference;
}

function readPlain(about: readonly string[]): Mt940Text {
  const text = tidy(joined(about, LINE_WIDTH));
  if (!STROKES.test(text)) return { reference: null, counterparty: null, text: orNull(text) };
  const words = new Map<string, string>();
  const [, ...parts] = text.split(WORD);
  for (let n = 0; n + 1 < parts.length; n += 2) {
    const [word = '', value = ''] = [parts[n], parts[n + 1]];
    if (!words.has(word)) words.set(word, value);
  }
  // Account, bank and name of the other side, in one: /CNTP/account/bank/name/town/
  const name = words.get('NAME') ?? words.get('CNTP')?.split('/')[2];
  const reference = tidy((words.get('EREF') ?? '').replace(/\/+\s*$/, ''));
  return {
    reference: /^(?:NOTPROVIDED)?$/i.test(reference) ? null : reference,
    counterparty: orNull((name ?? '').replace(/\/.*$/, '')),
    text: orNull(text),
  };
}

/** Pieces that fill their width go on in the next without a space. */
function joined(pieces: readonly string[], width: number): string {
  let text = '';
  let isFull = true;
  for (const piece of pieces) {
    text += isFull && !SEPA.test(piece) ? piece : ` ${piece}`;
    isFull = piece.length >= width;
  }
  return text;
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function orNull(text: string): string | null {
  const found = tidy(text);
  return found === '' ? null : found;
}
