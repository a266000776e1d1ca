import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headText } from '../../src/bank-files/charset.ts';
import { readFile, type ReadFile } from '../support/bank-files.ts';
import { MADE_UP, type MadeUpLine } from '../support/made-up-files.ts';

/** The same cases in every run: what is found once is found again. */
const SEED = 2_026_0406;

/** No file of a few kilobytes may take longer, on a computer with other things to do. */
const MOST_MILLISECONDS = 5000;

const lines = fc.array(
  fc.record({
    pence: fc.integer({ min: 1, max: 99_999_99 }).map((one) => (one % 3 === 0 ? one : -one)),
    day: fc.integer({ min: 1, max: 30 }),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Something done to a file. `at` is a share of its length. */
type Change = (bytes: Buffer) => Buffer;

const at = fc.double({ min: 0, max: 1, noNaN: true });
const placeIn = (bytes: Buffer, share: number): number => Math.floor(share * bytes.length);
const inserted = (bytes: Buffer, share: number, piece: Buffer): Buffer => {
  const place = placeIn(bytes, share);
  return Buffer.concat([bytes.subarray(0, place), piece, bytes.subarray(place)]);
};

const PIECES: readonly Buffer[] = [
  '\0',
  '\0\0\0\0',
  '\u001A',
  '\uFEFF',
  '\u202E',
  'Ω',
  '😀',
  '"',
  '""',
  "'",
  '\n',
  '\r',
  '\t',
  '<',
  '>',
  '&',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?xml version="1.0"?>',
  '</Document>',
  '<a/>',

  '<!DOCTYPE x [<!ENTITY a "&a;&a;&a;">]>',
  '&a;',
  '&#0;',
  '&#xD800;',
  '</STMTTRN>',
  '<STMTTRN>',
  '@@',
  ':61:',
  ':86:',
  '-',
  '{4:',
  '-}',
  '^',
  '!Type:Bank',
  '16,',
  '88,',
  '99,/',
  '/',
  ',',
  ';',
  '|',
  ',,,,,',
  '=1+1',
  '£',
  '€',
  '9'.repeat(25),
  '1e309',
  '-',
  '.',
  '0.005',
  '1,234',
  '<a>'.repeat(300),
  '('.repeat(500),
  ','.repeat(500),
  ' '.repeat(500),
  '31/02/2026',
  '2026-13-45',
].map((text) => Buffer.from(text));

const OTHER_BYTES: readonly Buffer[] = [
  Buffer.from('caf\u00E9 \u00A3', 'latin1'),
  Buffer.from('Zoë 10.00', 'utf16le'),
  Buffer.from([0xff, 0xfe, 0xfd]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf0, 0x9f]),
];

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(at, fc.integer({ min: 0, max: 255 })).map(([share, byte]): Change => (bytes) => {
    const changed = Buffer.from(bytes);
    if (bytes.length > 0) changed[Math.min(placeIn(bytes, share), bytes.length - 1)] = byte;
    return changed;
  }),
  at.map(
    (share): Change =>
      (bytes) =>
        bytes.subarray(0, placeIn(bytes, share)),
  ),
  fc.tuple(at, fc.constantFrom(...PIECES, ...OTHER_BYTES)).map(
    ([share, piece]): Change =>
      (bytes) =>
        inserted(bytes, share, piece),
  ),
  // Two figures change places: another day, another amount.
  at.map((share): Change => (bytes) => {
    const text = bytes.toString('latin1');
    const place = placeIn(bytes, share);
    const rest = text.slice(place).replace(/(\d)(\d)/, '$2$1');
    return Buffer.from(text.slice(0, place) + rest, 'latin1');
  }),
  // A number becomes huge.
  at.map((share): Change => (bytes) => {
    const text = bytes.toString('latin1');
    const place = placeIn(bytes, share);
    const rest = text.slice(place).replace(/\d+/, (digits) => digits.repeat(12));
    return Buffer.from(text.slice(0, place) + rest, 'latin1');
  }),
  fc.constant<Change>((bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le')),
  fc.constant<Change>((bytes) => Buffer.concat([bytes, bytes])),
);

const changes = fc.array(change, { minLength: 1, maxLength: 4 });

/**
 * The numbers of a file as they could be meant: every run of figures with points and commas, with
 * either as the decimal mark; without any mark where a format leaves it out.
 */
function numbersOf(bytes: Uint8Array): { exact: Set<string>; digits: Set<string> } {
  const exact = new Set<string>();
  const digits = new Set<string>();
  const text = headText(bytes);
  // A comment or an instruction of XML inside a number is no part of it.
  const plain = text.replaceAll(/<[?!][^>]*>/g, '');
  for (const [run] of `${text}\n${plain}`.matchAll(/[\d.,]*\d[\d.,]*/g)) {
    for (const part of partsOf(run)) {
      exact.add(canonical(part.replaceAll(',', '')));
      exact.add(canonical(part.replaceAll('.', '').replace(',', '.')));
      digits.add(part.replaceAll(/[.,]/g, '').replace(/^0+/, ''));
    }
  }
  return { exact, digits };
}

/** A comma may stand between cells or inside a number: what is between up to three of them. */
function partsOf(run: string): string[] {
  const cells = run.split(',').slice(0, 50);
  const parts = cells.flatMap((_, n) =>
    [1, 2, 3, 4].map((count) => cells.slice(n, n + count).join(',')),
  );
  return [run, ...parts];
}

/** Noughts at the front, and a mark with nothing behind it, are no part of what a number says. */
const canonical = (text: string): string =>
  text
    .replace(/\.$/, '')
    .replace(/^0+(?=\d)/, '')
    .replace(/^\./, '0.');

/** The amounts of a file that are not in its text. */
function madeUp(file: ReadFile, bytes: Uint8Array, isImplied: boolean): string[] {
  const { exact, digits } = numbersOf(bytes);
  return file.statements
    .flatMap((one) => one.lines)
    .flatMap((line) => [line.amount, ...line.details.flatMap((one) => one.amount ?? [])])
    .map((amount) => amount.replace('-', ''))
    .filter((amount) => !exact.has(canonical(amount)))
    .filter((amount) => !(isImplied && digits.has(amount.replace('.', '').replace(/^0+/, ''))));
}

const isDay = (text: string | null): boolean => {
  if (text === null) return true;
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T12:00:00Z`) : null;
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

/** What is wrong with the reading of a file, whatever is in it. */
function faultsOf(name: string, bytes: Uint8Array): string[] {
  const start = performance.now();
  const format = name.split(' ')[0] ?? '';
  const faults = [{}, { format }].flatMap((how) => {
    const file = readFile(bytes, how);
    const found = file.statements.flatMap((one) => one.lines);
    const isSilent = found.length + file.problems.length === 0;
    return [
      ...(isSilent ? ['no line and no word'] : []),
      ...found.filter((line) => !/^-?\d+(?:\.\d+)?$/.test(line.amount)).map((line) => line.amount),
      ...found.flatMap((line) => [line.bookedOn, line.valueOn]).filter((day) => !isDay(day)),
      ...madeUp(file, bytes, name === 'bai2'),
    ];
  });
  const isLate = performance.now() - start > MOST_MILLISECONDS;
  return [...faults.map(String), ...(isLate ? ['too slow'] : [])];
}

describe.each(Object.entries(MADE_UP))('a file of %s', (name, write) => {
  const some: readonly MadeUpLine[] = [
    { pence: -1250, day: 13 },
    { pence: 123_456, day: 14 },
    { pence: -5, day: 30 },
  ];

  test('is read without an error when nothing is done to it', () => {
    fc.assert(
      fc.property(lines, (list) => {
        const file = readFile(write(list));
        expect(file.statements.map((one) => one.lines.length)).toEqual([list.length]);
        const errors = file.problems.filter((one) => one.severity === 'error');
        const isUnsure = list.every((one) => one.day <= 12) && /^(?:qif|csv with one)/.test(name);
        expect(errors.map((one) => one.code)).toEqual(
          isUnsure && !list.every((one) => one.day === 4) ? ['date-ambiguous'] : [],
        );
        expect(madeUp(file, Buffer.from(write(list)), name === 'bai2')).toEqual([]);
      }),
      { numRuns: 50, seed: SEED },
    );
  });

  test('with anything done to it is read without an exception, in time, and makes nothing up', () => {
    fc.assert(
      fc.property(lines, changes, (list, done) => {
        const bytes = done.reduce<Buffer>((before, one) => one(before), Buffer.from(write(list)));
        expect(faultsOf(name, bytes)).toEqual([]);
      }),
      { numRuns: 250, seed: SEED },
    );
  });

  test('with one thing inserted anywhere is read in the same way', () => {
    const bytes = Buffer.from(write(some));
    const step = Math.ceil(bytes.length / 12);
    for (const [n, piece] of [...PIECES, ...OTHER_BYTES].entries()) {
      for (let place = n % step; place <= bytes.length; place += step) {
        expect(faultsOf(name, inserted(bytes, place / bytes.length, piece))).toEqual([]);
      }
    }
  });

  test('that goes on with one thing without end is read in time', () => {
    const text = write(some);
    const middle = text.indexOf('\n', text.length / 2) + 1;
    for (const piece of [...PIECES, Buffer.from(text.slice(0, middle))]) {
      const times = Math.ceil(200_000 / piece.length);
      const start = performance.now();
      const endless = Buffer.alloc(times * piece.length, piece);
      const file = readFile(Buffer.concat([Buffer.from(text.slice(0, middle)), endless]));
      expect(file.statements.length + file.problems.length).toBeGreaterThan(0);
      expect([
        piece.toString().slice(0, 20),
        performance.now() - start > MOST_MILLISECONDS,
      ]).toEqual([piece.toString().slice(0, 20), false]);
    }
  });
});
