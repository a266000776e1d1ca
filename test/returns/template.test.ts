import { beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/calendar.ts';
import { readCsv } from '../../src/imports/csv-reader.ts';
import { refusalOf } from '../support/refusal.ts';
import { TODAY, csvOf, payAll, returnBook, sendCsv, type Cells, type ReturnBook } from './book.ts';

let book: ReturnBook;
let paidOn: string;
let today = TODAY;
const clock: Clock = { now: () => Temporal.Now.instant(), today: () => today };

beforeAll(async () => {
  book = await returnBook(clock);
  paidOn = await payAll(book);
  today = Temporal.PlainDate.from('2026-07-31');
});

const templateOf = async (query: string, user = book.broker): Promise<Cells[]> => {
  const { status, text, headers } = await user.get(`/returns/template?${query}`);
  expect(status, text).toBe(200);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
  const [header, ...rows] = [...readCsv(text)].map((one) => ('cells' in one ? one.cells : []));
  return rows.map((cells) => Object.fromEntries(header!.map((name, n) => [name, cells[n]!])));
};
const short = (row: Cells): string[] => Object.values(row).filter((cell) => cell !== '');

describe('the template of a return', () => {
  it('has what was there before and what was paid in, and what to fill in', async () => {
    const { account, amina, ben } = book;
    const june = await templateOf(`pooledAccountId=${account}&from=2026-06-01&to=2026-06-30`);
    const of = ({ id, person }: typeof amina, opening: string, paid: string[][]) => [
      ['opening', id, person, opening],
      ...paid.map(([on, amount]) => ['paid_in', on, id, person, amount]),
      ['closing', id, person],
    ];
    expect(june.map(short)).toEqual([
      ['account_opening'],
      ['account_closing'],
      ...of(amina, '0.00', [[paidOn, '2000.00']]),
      ...of(ben, '0.00', [[paidOn, '2000.00']]),
    ]);
    const july = await templateOf(`pooledAccountId=${account}&from=2026-07-01&to=2026-07-31`);
    expect(july.map(short).slice(2)).toEqual([
      ...of(amina, '2000.00', []),
      ...of(ben, '2000.00', []),
    ]);
  });

  it('filled in is a return', async () => {
    const { broker, account } = book;
    const period = { from: '2026-06-01', to: '2026-06-30' };
    const template = await templateOf(
      new URLSearchParams({ pooledAccountId: account, ...period }).toString(),
    );
    const closings: Readonly<Record<string, string>> = {
      account_opening: '0.00',
      account_closing: '4000.00',
      closing: '2000.00',
    };
    const filled = template.map((row) => ({
      ...row,
      amount: closings[row['kind']!] ?? row['amount']!,
    }));
    const bank = { kind: 'bank', on: paidOn, amount: '4000.00' };
    const csv = csvOf([...filled, bank]);
    const sent = await sendCsv(broker, { pooledAccountId: account, ...period }, csv);
    expect(sent.status, sent.text).toBe(201);
  });

  it('of a family has its own arrangement', async () => {
    const { family, dan } = book;
    const rows = await templateOf(`payeeId=${dan.payeeId}&from=2026-06-01&to=2026-06-30`, family);
    expect(rows.slice(2).map(short)).toEqual([
      ['opening', dan.id, dan.person, '0.00'],
      ['paid_in', paidOn, dan.id, dan.person, '2000.00'],
      ['closing', dan.id, dan.person],
    ]);
  });

  it('of an account of somebody else is refused', async () => {
    const { broker, elsewhere, dan } = book;
    const period = 'from=2026-06-01&to=2026-06-30';
    for (const [name, id] of [
      ['pooledAccountId', elsewhere.account],
      ['payeeId', dan.payeeId],
    ] as const) {
      const answer = await broker.get(`/returns/template?${name}=${id}&${period}`);
      expect(refusalOf(answer)).toEqual([422, 'record-unknown', `query.${name}`]);
    }
  });
});
