import { beforeAll, describe, expect, it } from 'vitest';
import type { KindSummary } from '../../src/reconciliation/exceptions/list.ts';
import { toDo, type WorkFacts } from '../../src/reconciliation/exceptions/work-rules.ts';
import { ok } from '../support/book.ts';
import {
  aStatement,
  anExpectedRun,
  anOffice,
  matchWith,
  type Office,
} from '../support/exceptions.ts';
import { aBankAccount } from '../support/released-run.ts';

/** What an officer's day with a bank account begins with. */
describe('what is to be done next', () => {
  const nothing: WorkFacts = {
    bankAccountId: 'A',
    openLines: 0,
    statementTo: '2026-04-30',
    signedOffThrough: '2026-04-30',
    prepared: null,
    difference: '0.00',
    search: null,
    exceptions: [],
  };
  const kind = (name: KindSummary['kind'], overdue = 0): KindSummary => ({
    kind: name,
    count: 2,
    sum: '5.00',
    overdue,
    oldest: '2026-04-01',
  });
  const search = { id: 'S', changedSince: false, toAccept: 3 };
  it.each<[string, Partial<WorkFacts>, string[]]>([
    ['nothing, when signed off to the last statement', {}, []],
    ['a first statement', { statementTo: null }, ['import_statement']],
    [
      'a statement that is missing',
      { exceptions: [kind('missing_statement')] },
      ['import_statement', 'see_to_exceptions'],
    ],
    ['a gap', { exceptions: [kind('gap')] }, ['import_statement', 'see_to_exceptions']],
    ['a first search', { openLines: 1 }, ['search']],
    ['a search again', { openLines: 1, search: { ...search, changedSince: true } }, ['search']],
    ['accepting', { openLines: 1, search }, ['accept']],
    ['no search where it found nothing', { openLines: 1, search: { ...search, toAccept: 0 } }, []],
    ['no accepting where nothing is open', { search }, []],
    ['exceptions', { exceptions: [kind('returned_credit', 1)] }, ['see_to_exceptions']],
    ['signing off', { signedOffThrough: '2026-04-29' }, ['sign_off']],
    ['signing off a first time', { signedOffThrough: null }, ['sign_off']],
    [
      'signing off while payments are on their way',
      { signedOffThrough: null, exceptions: [kind('unmatched_payment')] },
      ['see_to_exceptions', 'sign_off'],
    ],
    [
      'no signing off while lines belong to nothing',
      { signedOffThrough: null, exceptions: [kind('unidentified_receipt')] },
      ['see_to_exceptions'],
    ],
    ['no signing off while something differs', { signedOffThrough: null, difference: '0.01' }, []],
    ['no signing off without a balance', { signedOffThrough: null, difference: null }, []],
    [
      'the second signature',
      { signedOffThrough: null, prepared: { id: 'P', throughOn: '2026-04-30' } },
      ['sign_off'],
    ],
  ])('is %s', (_what, facts, expected) => {
    const found = toDo({ ...nothing, ...facts });
    expect(found.map((one) => one.do)).toEqual(expected);
    for (const { why } of found) expect(why).toMatch(/^[A-Z].*\.$/);
  });

  it('says how many exceptions are overdue, and where a prepared sign-off is signed', () => {
    const exceptions = [kind('returned_credit', 1), kind('unmatched_payment', 2)];
    const prepared = { id: 'P', throughOn: '2026-04-30' };
    const found = toDo({ ...nothing, exceptions, prepared });
    expect(found).toEqual([
      {
        do: 'see_to_exceptions',
        why: 'Exceptions: 4, of which 3 overdue.',
        method: 'GET',
        address: '/exceptions?bankAccount=A',
      },
      {
        do: 'sign_off',
        why: 'The sign-off to 2026-04-30 awaits its second person.',
        method: 'POST',
        address: '/sign-offs/P/approval',
      },
    ]);
  });
});

describe('the work of a bank account', () => {
  let office: Office;
  beforeAll(async () => {
    office = await anOffice();
  });
  const workOf = (id: string) => ok(office.finance.get(`/bank-accounts/${id}/work`), 200);
  const steps = (work: any): string[] => work.toDo.map((one: { do: string }) => one.do);

  it('goes from the import to the sign-off', async () => {
    const { db, finance } = office;
    const { id: bankAccountId } = await aBankAccount(db);
    const before = await workOf(bankAccountId);
    expect(before).toMatchObject({
      openLines: { in: { count: 0, sum: '0.00' }, out: { count: 0, sum: '0.00' } },
      expectedLines: 0,
      lastSearch: null,
      exceptions: [],
      lastImport: null,
      signedOffThrough: null,
    });
    expect(before.position.bankAccountId).toBe(bankAccountId);
    expect(steps(before)).toEqual(['import_statement']);

    const run = await anExpectedRun(db, bankAccountId, '77.00', '2026-04-10');
    const { lines } = await aStatement(db, {
      bankAccountId,
      to: '2026-04-14',
      opening: '0.00',
      closing: '-77.00',
      lines: [['2026-04-10', '-77.00', [run.serial]]],
    });
    const imported = await workOf(bankAccountId);
    expect(imported).toMatchObject({
      openLines: { in: { count: 0, sum: '0.00' }, out: { count: 1, sum: '77.00' } },
      expectedLines: 1,
      lastImport: { name: 'april.xml', format: 'camt.053', statementTo: '2026-04-14' },
    });
    const { items } = await ok(finance.get(`/bank-files?bankAccount=${bankAccountId}`), 200);
    expect(imported.lastImport.receivedAt).toBe(items[0].receivedAt);
    expect(imported.exceptions).toEqual([
      { kind: 'unidentified_payment', count: 1, sum: '77.00', overdue: 0, oldest: '2026-04-10' },
    ]);
    expect(steps(imported)).toEqual(['search', 'see_to_exceptions']);
    expect(imported.toDo[0].address).toBe('/v1/testshire/match-runs');

    const { id: search } = await ok(finance.post('/match-runs', { bankAccountId }));
    const searched = await workOf(bankAccountId);
    expect(searched.lastSearch).toMatchObject({
      id: search,
      proposals: 1,
      withoutRivals: 1,
      toAccept: 1,
      changedSince: false,
    });
    expect(steps(searched)).toEqual(['accept', 'see_to_exceptions']);

    await anExpectedRun(db, bankAccountId, '5.00', '2026-04-14');
    const changed = await workOf(bankAccountId);
    expect([changed.lastSearch.changedSince, steps(changed)[0]]).toEqual([true, 'search']);

    await matchWith(finance, lines[0]!, run.name);
    const matched = await workOf(bankAccountId);
    expect([matched.lastSearch.toAccept, matched.openLines.out.count]).toEqual([0, 0]);
    expect(steps(matched)).toEqual(['sign_off']);
  });

  it('is of an account that is there, for those who reconcile', async () => {
    const { api, finance } = office;
    const url = '/bank-accounts/00000000-0000-4000-8000-000000000000/work';
    expect((await finance.get(url)).status).toBe(404);
    expect((await (await api.as('caseworker')).get(url)).status).toBe(403);
    expect((await (await api.as('auditor')).get(url)).status).toBe(404);
  });
});
