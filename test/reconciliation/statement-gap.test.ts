import { beforeAll, describe, expect, it } from 'vitest';
import { gapsOf, type Span } from '../../src/reconciliation/importing/statement-rules.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { asReport, asStatement } from '../support/day-in-formats.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

describe('a statement that is missing', () => {
  it('is noticed by the balances, with both figures, and nothing is kept', async () => {
    const account = await aBankAccount(api.db);
    const days = (from: string, to: string) => ({ account, from, to });
    const first = bankFile({
      ...days('2026-04-01', '2026-04-07'),
      opening: '100.00',
      lines: [['2026-04-02', '-40.00']],
    });
    expect((await importFile(finance, first)).status).toBe(201);
    const third = bankFile({ ...days('2026-04-15', '2026-04-21'), opening: '55.00' });
    const refused = await importFile(finance, third);
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/statement-gap']);
    expect(refused.body.errors[0].where).toBe(account.name);
    expect(refused.body.errors[0].message).toBe(
      'The statement from 2026-04-15 opens with £55.00; the one before closed with £60.00 on 2026-04-07.',
    );
    const second = bankFile({
      ...days('2026-04-08', '2026-04-14'),
      opening: '60.00',
      lines: [['2026-04-09', '-5.00']],
    });
    expect((await importFile(finance, second)).status).toBe(201);
    expect((await importFile(finance, third)).status).toBe(201);
  });

  it('can be accepted, and is a warning then', async () => {
    const account = await aBankAccount(api.db);
    const april = bankFile({ account, opening: '100.00', lines: [['2026-04-02', '-40.00']] });
    expect((await importFile(finance, april)).status).toBe(201);
    const days = { from: '2026-06-01', to: '2026-06-30' };
    const june = bankFile({ account, ...days, opening: '55.00' });
    const { status, body } = await finance.post('/bank-files?name=june.xml&gap=accept', june, {
      'content-type': 'application/xml',
    });
    expect(status).toBe(201);
    expect(body.warnings).toEqual([
      {
        where: account.name,
        message:
          'The statement from 2026-06-01 opens with £55.00; the one before closed with £60.00 on 2026-04-30.',
      },
    ]);
  });

  it('is not hidden by a report within the day', async () => {
    const account = await aBankAccount(api.db);
    const first = bankFile({ account, to: '2026-04-12', opening: '100.00' });
    expect((await importFile(finance, first)).status).toBe(201);
    const day = { account, day: '2026-04-13', opening: '90.00', lines: [] };
    expect((await importFile(finance, asReport(day))).status).toBe(201);
    const { status, body } = await importFile(finance, asStatement(day));
    expect([status, body.type]).toEqual([409, '/problems/statement-gap']);
  });
});

const span = (from: string | null, to: string | null, opening: string, closing: string): Span => ({
  from,
  to,
  opening,
  closing,
});
const april = span('2026-04-01', '2026-04-30', '10.00', '20.00');
const may = span('2026-05-01', '2026-05-31', '20.00', '5.00');
const june = span('2026-06-01', '2026-06-30', '5.00', '-1.00');

describe('gaps between statements', () => {
  it.each<[string, Span[], Span[], number]>([
    ['nothing is known before', [], [june], 0],
    ['it opens as the one before closed', [april], [may], 0],
    ['it does not', [april], [june], 1],
    ['the last before counts, not the first', [april, may], [june], 0],
    ['known statements come in any order', [may, april], [june], 0],
    ['those of one file follow each other', [april], [may, june], 0],
    ['those of one file in any order', [april], [june, may], 0],
    ['one of the middle is missing in the file', [], [april, june], 1],
    ['it overlaps a known one', [april], [span('2026-04-30', '2026-05-31', '1.00', '5.00')], 0],
    ['it has no days', [april], [span(null, null, '1.00', '5.00')], 0],
    ['it comes before the first that is known', [may], [april], 0],
    ['it comes before the first that is known and leaves a gap', [june], [april], 1],
    ['it fills the hole between two', [april, june], [may], 0],
    [
      'it fits the one before and not the one after',
      [april, june],
      [{ ...may, closing: '6.00' }],
      1,
    ],
    ['the one before closed twice, once so', [{ ...april, closing: '1.00' }, april], [may], 0],
    ['the one before has no closing balance', [{ ...april, closing: null }], [may], 0],
  ])('%s', (_what, known, added, gaps) => {
    expect(gapsOf(known, added)).toHaveLength(gaps);
  });

  it('writes a balance below zero as people do', () => {
    const [sentence] = gapsOf([june], [span('2026-07-01', '2026-07-31', '-2.00', '0.00')]);
    expect(sentence).toContain('opens with -£2.00; the one before closed with -£1.00');
  });
});
