import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import {
  camt053,
  type Statement,
  type StatementLine,
} from '../../src/demonstration/camt-writer.ts';
import { money } from '../../src/money.ts';
import { golden } from '../support/camt-files.ts';

const day = Temporal.PlainDate.from('2026-04-30');
const line: StatementLine = {
  bookedOn: day,
  valueOn: day,
  amount: money('-12.50'),
  reference: 'BACS-000412',
  counterparty: 'M & J <Okafor>',
  text: 'DP0001187 APRIL',
  bankCode: 'PMNT-ICDT-ACDT',
};
const statement: Statement = {
  messageId: 'DEMO-1',
  account: { sortCode: '202015', accountNumber: '55555555', currency: 'GBP' },
  from: Temporal.PlainDate.from('2026-04-01'),
  to: day,
  opening: money('100.00'),
  lines: [
    line,
    { ...line, amount: money('40.00'), bankCode: 'BAC' },
    { ...line, amount: money('0.00'), counterparty: null, text: null, bankCode: undefined },
    { ...line, reference: 'é'.repeat(35), counterparty: '😀'.repeat(140), text: 'x'.repeat(140) },
  ],
};

describe('a written statement', () => {
  test('says money out as DBIT and gives the closing balance', () => {
    const xml = camt053(statement);
    expect(xml).toContain('<Amt Ccy="GBP">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>');
    expect(xml).toContain('<Amt Ccy="GBP">40.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>');
    expect(xml).toContain('<Cdtr><Pty><Nm>M &amp; J &lt;Okafor&gt;</Nm></Pty></Cdtr>');
    expect(xml).toContain('<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">115.00</Amt>');
  });

  test.each([
    ['an empty reference', { ...line, reference: '' }],
    ['a reference of 36 characters', { ...line, reference: 'x'.repeat(36) }],
    ['a name of 141 characters', { ...line, counterparty: 'x'.repeat(141) }],
    ['a control character', { ...line, text: 'a\u0001b' }],
    ['half a character', { ...line, text: 'a\uD800b' }],
    ['half a penny', { ...line, amount: money('0.005') }],
  ])('refuses %s', (_, bad) => {
    expect(() => camt053({ ...statement, lines: [bad] })).toThrow(RangeError);
  });

  test('refuses an account that is not a UK one', () => {
    const account = { ...statement.account, sortCode: '20-20-15' };
    expect(() => camt053({ ...statement, account })).toThrow('sort code of 6 digits');
  });
});

/** The schemas are published by ISO 20022 and are no part of this project. */
const folder = new URL('../../../shared/fixtures/xsd/', import.meta.url);
const present = existsSync(folder);

describe.skipIf(!present)(`the ISO schema (${present ? 'present' : 'not present'})`, () => {
  test.each([
    ['a written statement', '08', () => camt053(statement)],
    ['a written statement without lines', '08', () => camt053({ ...statement, lines: [] })],
    ['uk-v8.xml', '08', () => Buffer.from(golden('uk-v8.xml')).toString()],
    ['uk-v2.xml', '02', () => Buffer.from(golden('uk-v2.xml')).toString()],
  ])('accepts %s', async (_, version, xml) => {
    const schema = readFileSync(new URL(`camt.053.001.${version}.xsd`, folder), 'utf8');
    const result = await validateXML({
      xml: [{ fileName: 'statement.xml', contents: xml() }],
      schema: [{ fileName: 'schema.xsd', contents: schema }],
    });
    expect(result.errors).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('would find a fault', async () => {
    const schema = readFileSync(new URL('camt.053.001.08.xsd', folder), 'utf8');
    const result = await validateXML({
      xml: [{ fileName: 'statement.xml', contents: camt053(statement).replace('DBIT', 'OUT') }],
      schema: [{ fileName: 'schema.xsd', contents: schema }],
    });
    expect(result.valid).toBe(false);
  });
});
