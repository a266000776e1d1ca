import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { money, sum, toText, type Decimal } from '../../src/money.ts';

/*
 * That the finance reports agree with each other on the fixed book: their golden files are of one
 * day of it.
 */
type Line = Record<string, string>;
const golden = (name: string): Line[] =>
  parse(readFileSync(new URL(`../golden/reports/${name}.csv`, import.meta.url), 'utf8'), {
    columns: true,
  });

const trial = new Map(golden('trial-balance').map((row) => [row['class']!, row['balance']!]));
const balance = (name: string): string => trial.get(name) ?? '0.00';
const total = (rows: readonly Line[], column: string): string =>
  toText(sum(rows.map((row) => money(row[column]!))));
const classes = (kind: string): Decimal =>
  sum([...trial].filter(([name]) => name.startsWith(`${kind}/`)).map(([, one]) => money(one)));

const funders = golden('budget-monitoring');
const people = golden('budget-monitoring-people');
const KINDS = ['available', 'committed', 'drawn', 'spent', 'held', 'to_return', 'recoverable'];

describe('budget monitoring', () => {
  it.each([...KINDS, 'written_off'])('has what the trial balance has as %s', (kind) => {
    for (const { sector, kind: holding } of funders) {
      const mine = (rows: readonly Line[]) =>
        rows.filter((row) => row['sector'] === sector && row['kind'] === holding);
      const expected = `${holding} ${sector} ${balance(`${kind}/${holding}/${sector}`)}`;
      expect(`${holding} ${sector} ${total(mine(funders), kind)}`).toBe(expected);
      expect(`${holding} ${sector} ${total(mine(people), kind)}`).toBe(expected);
    }
  });

  it('has agreed what the funders have, and forecasts no pound twice', () => {
    expect(total(funders, 'agreed')).toBe(toText(classes('agreed').negated()));
    for (const row of [...funders, ...people]) {
      const became = ['spent', 'held', 'to_return', 'recoverable', 'written_off'];
      const of = (names: readonly string[]) => toText(sum(names.map((name) => money(row[name]!))));
      expect(of(became)).toBe(row['drawn']);
      expect(of(['forecast', 'left_over'])).toBe(row['agreed']);
    }
  });
});

describe('the other finance reports', () => {
  it('have the bank and what is in transit as the trial balance has them', () => {
    const bank = golden('bank-position');
    expect(total(bank, 'ledger')).toBe(balance('bank'));
    expect(total(bank, 'in_transit')).toBe(toText(money(balance('in_transit')).negated()));
    expect(total(bank, 'charges')).toBe(balance('charges'));
    expect(total(bank, 'suspense')).toBe(toText(money(balance('suspense')).negated()));
  });

  it('have what partners and people owe as the trial balance has it', () => {
    expect(total(golden('recharge-due'), 'open')).toBe(toText(classes('partner')));
    const gross = golden('contributions').filter((row) => row['paid'] === 'gross');
    const owed = money(total(gross, 'charged')).minus(total(gross, 'received'));
    expect(toText(owed)).toBe(toText(classes('contribution_due')));
  });

  it('have nobody hold more than is held', () => {
    const held = classes('held').plus(classes('to_return'));
    expect(money(total(golden('surplus'), 'surplus')).lte(held)).toBe(true);
  });
});
