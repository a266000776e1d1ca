import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BankFileLine } from '../../src/bank-files/events.ts';
import { eventsOf, readFile } from '../support/bank-files.ts';

const amounts = fc.array(
  fc
    .integer({ min: -99_999_999, max: 99_999_999 })
    .map(
      (pence) =>
        `${pence < 0 ? '-' : ''}${Math.trunc(Math.abs(pence) / 100)}.${String(Math.abs(pence) % 100).padStart(2, '0')}`,
    ),
  { maxLength: 8 },
);

/** A statement of these amounts, with or without the tags that close values. */
function written(amounts: readonly string[], isXml: boolean): Uint8Array {
  const value = (name: string, text: string): string =>
    `<${name}>${text}${isXml ? `</${name}>` : ''}\n`;
  const lines = amounts.map(
    (amount, n) =>
      `<STMTTRN>${value('DTPOSTED', '20260402')}${value('TRNAMT', amount)}${value('FITID', `F${n}`)}` +
      `${value('NAME', 'Zoë &amp; Co')}</STMTTRN>\n`,
  );
  const header = isXml
    ? '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
    : 'OFXHEADER:100\nVERSION:102\nENCODING:UTF-8\n\n';
  return new TextEncoder().encode(
    `${header}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>${value('CURDEF', 'GBP')}<BANKACCTFROM>` +
      `${value('ACCTID', '1')}</BANKACCTFROM><BANKTRANLIST>${lines.join('')}</BANKTRANLIST>` +
      `</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`,
  );
}

const linesOf = (bytes: Uint8Array): BankFileLine[] =>
  readFile(bytes, { format: 'ofx' }).statements.flatMap((one) => one.lines);

describe('a statement', () => {
  test('is read back exactly, in SGML and XML and in pieces of any size', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.boolean(),
        fc.integer({ min: 1, max: 300 }),
        (amounts, isXml, size) => {
          const bytes = written(amounts, isXml);
          const lines = linesOf(bytes);
          expect(lines.map((line) => line.amount)).toEqual(
            amounts.map((amount) => (amount === '-0.00' ? '0.00' : amount)),
          );
          expect(lines.every((line) => line.counterparty === 'Zoë & Co')).toBe(true);
          expect(eventsOf(bytes, { size })).toEqual(eventsOf(bytes));
          expect(readFile(bytes).problems).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('longer than the slices it is read in gives the same lines, on one long line or on many', () => {
    const many = Array.from({ length: 3000 }, (_, n) => `-${n + 1}.25`);
    const bytes = written(many, true);
    expect(linesOf(bytes).map((line) => line.amount)).toEqual(many);
    const single = new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('\n', ''));
    expect(linesOf(single)).toEqual(linesOf(bytes));
    expect(eventsOf(bytes, { size: 1 })).toEqual(eventsOf(bytes));
    const spoilt = new TextDecoder().decode(single).replace('-3000.25', 'none');
    const column = spoilt.lastIndexOf('<TRNAMT>') + 1;
    expect(readFile(spoilt).problems).toMatchObject([{ where: `line 1, column ${column}` }]);
  });

  test('with the end of a CDATA section on the edge of a slice is read the same', () => {
    const text = new TextDecoder().decode(written(['-1.50'], true));
    const before = text.indexOf('Zoë');
    for (const after of [0, 1, 2, 3]) {
      const name = 'x'.repeat(65_536 - after - before - '<![CDATA['.length);
      const cdata = readFile(text.replace('Zoë &amp; Co', `<![CDATA[${name}]]>`));
      expect(cdata.statements).toMatchObject([
        { lines: [{ amount: '-1.50', counterparty: name }] },
      ]);
      expect(cdata.problems).toEqual([]);
    }
  });

  test.each([true, false])(
    'that is cut off anywhere gives its first lines, and an error',
    (isXml) => {
      const bytes = written(['-1.50', '2.00', '0.01'], isXml);
      const whole = linesOf(bytes);
      for (let length = 0; length < bytes.length; length += 1) {
        const file = readFile(bytes.subarray(0, length), { format: 'ofx' });
        const lines = file.statements.flatMap((one) => one.lines);
        expect(lines).toEqual(whole.slice(0, lines.length));
        expect(file.problems.some((one) => one.severity === 'error')).toBe(true);
      }
    },
  );

  test.each([true, false])('with a tag spoilt never loses or joins a line in silence', (isXml) => {
    const text = new TextDecoder().decode(written(['-1.50', '20.25', '0.01'], isXml));
    const whole = readFile(text).statements.flatMap((one) => one.lines.map((line) => line.amount));
    for (const tag of text.matchAll(/<\/?(?:STMTTRN|TRNAMT|STMTRS|BANKTRANLIST|OFX)>/g)) {
      const start = tag.index + tag[0].length - 2;
      const spoilt = `${text.slice(0, start)}X${text.slice(start + 1)}`;
      const file = readFile(spoilt, { format: 'ofx' });
      const amounts = file.statements.flatMap((one) => one.lines.map((line) => line.amount));
      const isSame = JSON.stringify(amounts) === JSON.stringify(whole);
      expect([tag[0], isSame || file.problems.some((one) => one.severity === 'error')]).toEqual([
        tag[0],
        true,
      ]);
    }
  });
});

test('any bytes at all are read without an exception, and never in silence', () => {
  const tokens = fc.constantFrom(
    '<OFX>',
    '</OFX>',
    '<STMTRS>',
    '</STMTRS>',
    '<STMTTRN>',
    '</STMTTRN>',
    '<TRNAMT>1.00',

    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<!DOCTYPE x [',
    '<!ENTITY a "&a;">',
    '<?',
    '&',
    '&#',
    '<',
    '<CURRENCY>',
    '<LEDGERBAL>',
    '<BALAMT>',
    '<STATUS>',
    'OFXHEADER:100\n',
    '\0',
    '\n',
    'é',
  );
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tokens, { maxLength: 30 }).map((list) => new TextEncoder().encode(list.join(''))),
  );
  fc.assert(
    fc.property(content, (bytes) => {
      const file = readFile(bytes, { format: 'ofx' });
      expect(file.statements.length + file.problems.length).toBeGreaterThan(0);
      expect(eventsOf(bytes, { format: 'ofx', size: 1 })).toEqual(
        eventsOf(bytes, { format: 'ofx' }),
      );
    }),
    { numRuns: 500 },
  );
});
