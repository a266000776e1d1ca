import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  EXAMPLE,
  exampleRows,
  fileOf,
  goingLive,
  type GoingLive,
} from '../support/opening-file.ts';
import { refusalOf } from '../support/refusal.ts';

let live: GoingLive;
beforeAll(async () => {
  live = await goingLive();
});

let number = 0;
/** The example with people of its own. */
function anotherFile(): string {
  number += 1;
  return fileOf(exampleRows().map((row) => ({ ...row, reference: `${row.reference}-${number}` })));
}

const stored = async (content: string, query = {}): Promise<string> =>
  (await ok(live.store(content, query), 200)).import.id;
const load = (id: string, bankAccountId = live.bankAccountId) =>
  live.staff.approver.post(`/imports/${id}/load`, { bankAccountId });

/** How many rows there are of what a file brings. */
const counts = () =>
  live.api.db.run(async (tx) => {
    const [row] = await tx.sql`
      select (select count(*) from beneficiaries) as people, (select count(*) from payees) as payees,
        (select count(*) from budgets) as budgets, (select count(*) from arrangements) as arrangements,
        (select count(*) from entries) as entries, (select count(*) from book_imports) as files`;
    return row;
  });

describe('a file is not kept', () => {
  it('after a dry run, which says what it would come to', async () => {
    const before = await counts();
    const { import: kept, totals } = await ok(live.store(EXAMPLE, { dryRun: 'true' }), 200);
    expect(kept).toBeNull();
    expect(totals).toMatchObject({ people: 3, agreed: '26900.00', held: '2287.18' });
    expect(await counts()).toEqual(before);
  });

  it('with one bad line in five thousand, which is named', { timeout: 60_000 }, async () => {
    const rows = Array.from({ length: 625 }, (_, n) =>
      exampleRows().map((row) => ({ ...row, reference: `${row.reference}-${n}-many` })),
    ).flat();
    rows[4000] = { ...rows[4000]!, effective_on: '2026-13-01' };
    const before = await counts();
    const answer = await live.store(fileOf(rows));
    expect(refusalOf(answer)).toEqual([422, 'import-faults', 'line 4002, effective_on']);
    expect(answer.body).toMatchObject({
      faults: 1,
      detail: expect.stringMatching(/^One thing is/),
    });
    expect(await counts()).toEqual(before);
  });

  it('a second time', async () => {
    const content = anotherFile();
    const id = await stored(content);
    const again = await live.store(content, { name: 'again.csv' });
    expect(refusalOf(again)).toEqual([409, 'already-exists']);
    expect(again.body).toMatchObject({
      import: id,
      detail: expect.stringContaining('going-live.csv'),
    });
  });

  it.each([
    ['a start date years away', { startsOn: '2029-04-01' }, ['query.startsOn']],
    ['no start date', { startsOn: '' }, ['query.startsOn']],
    ['no name', { name: '' }, ['query.name']],
    ['a dry run neither true nor false', { dryRun: 'yes' }, ['query.dryRun']],
  ])('with %s', async (_name, query, places) => {
    expect(refusalOf(await live.store(EXAMPLE, query))).toEqual([
      422,
      'invalid-request',
      ...places,
    ]);
  });

  it('as another type of content, empty, or beyond twenty megabytes', async () => {
    const { finance } = live.staff;
    const url = '/imports?name=a.csv&startsOn=2026-11-02';
    const json = await finance.post(url, { a: 1 });
    expect(refusalOf(json)).toEqual([415, 'content-type-unknown']);
    const empty = await live.store(Buffer.alloc(0));
    expect(refusalOf(empty)).toEqual([422, 'invalid-request', 'body']);
    const large = await live.store(Buffer.alloc(20 * 1024 * 1024 + 1, 0x61));
    expect(refusalOf(large)).toEqual([413, 'too-large']);
  });

  it('with more lines than can be loaded at once', { timeout: 60_000 }, async () => {
    const [header, line] = EXAMPLE.split('\r\n');
    const long = `${header}\n${`${line}\n`.repeat(10_001)}`;
    const answer = await live.store(long);
    expect(answer.body.errors).toContainEqual({
      where: 'line 10002',
      message: expect.stringMatching(/at most 10000 lines/),
    });
  });
});

describe('a kept file is not loaded', () => {
  it('by the person who sent it, whatever they are now', async () => {
    const id = await stored(anotherFile());
    const both = await live.api.as('approver', { sub: 'finance_officer' });
    const answer = await both.post(`/imports/${id}/load`, { bankAccountId: live.bankAccountId });
    expect(refusalOf(answer)).toEqual([403, 'needs-a-second-person']);
  });

  it('twice', async () => {
    const id = await stored(anotherFile());
    await ok(load(id), 200);
    const answer = await load(id);
    expect(refusalOf(answer)).toEqual([409, 'state-does-not-allow']);
    expect(answer.body.state).toBe('loaded');
  });

  it('before its day', async () => {
    const rows = fileOf([{ ...exampleRows()[2]!, reference: 'P-ahead' }]);
    const answer = await load(await stored(rows, { startsOn: '2026-11-21' }));
    expect(refusalOf(answer)).toEqual([409, 'state-does-not-allow']);
    expect(answer.body.detail).toContain('on 2026-11-21 or later');
  });

  it('from a bank account that is not there, or without an Idempotency-Key', async () => {
    const id = await stored(anotherFile());
    const answer = await load(id, randomUUID());
    expect(refusalOf(answer)).toEqual([422, 'record-unknown', 'body.bankAccountId']);
    const noKey = await live.staff.approver.post(
      `/imports/${id}/load`,
      { bankAccountId: live.bankAccountId },
      { 'idempotency-key': '' },
    );
    expect(refusalOf(noKey)).toEqual([400, 'key-required']);
    expect(refusalOf(await load(randomUUID()))).toEqual([404, 'not-found']);
  });

  it('when the book has changed: people registered meanwhile', async () => {
    const [row] = exampleRows();
    const content = anotherFile();
    const id = await stored(content);
    const reference = `P-1003-${number}`;
    await ok(
      live.staff.caseworker.post('/beneficiaries', {
        reference,
        givenName: row!.given_name,
        familyName: row!.family_name,
        bornOn: row!.born_on,
        sex: 'female',
        ethnicity: 'WBRI',
        placement: 'Mainstream school',
        postcodeDistrict: 'ZE1',
      }),
    );
    const before = await counts();
    expect(refusalOf(await load(id))).toEqual([422, 'import-faults', 'line 8, reference']);
    expect(await counts()).toEqual(before);
  });

  it('by two at once: one of them wins, and nothing is there twice', async () => {
    const id = await stored(anotherFile());
    const before = await counts();
    const answers = await Promise.all([load(id), load(id), load(id)]);
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    const after = await counts();
    expect(Number(after!['people']) - Number(before!['people'])).toBe(3);
  });

  it('beside another file with one of its people: the later one is told', async () => {
    const first = anotherFile();
    const second = fileOf([
      { ...exampleRows()[2]!, reference: `P-1001-${number}`, amount: '99.00' },
    ]);
    const ids = [await stored(first), await stored(second)];
    const answers = await Promise.all(ids.map((id) => load(id)));
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 422]);
    const refused = answers.find((one) => one.status === 422)!;
    expect(refused.body.errors[0].where).toBe('line 2, reference');
  });

  it('into a closed period', async () => {
    const other = await goingLive();
    const { import: kept } = await ok(other.store(EXAMPLE), 200);
    const closing = { closedThrough: '2026-11-10', reason: 'Month' };
    await ok(other.staff.finance.post('/period-closings', closing));
    const answer = await other.staff.approver.post(`/imports/${kept.id}/load`, {
      bankAccountId: other.bankAccountId,
    });
    expect(refusalOf(answer)).toEqual([409, 'period-closed']);
    expect(answer.body.detail).toContain('start date of 2026-11-11 or later');
  });
});

it('formulas in a text are text, and stay as they are', async () => {
  const purpose = '=HYPERLINK("http://example.com","x")';
  const rows = [{ ...exampleRows()[2]!, reference: '@P', given_name: '+1', purpose }];
  await ok(load(await stored(fileOf(rows))), 200);
  const { items } = await ok(live.staff.finance.get('/beneficiaries?limit=200'), 200);
  const person = items.find((one: any) => one.reference === '@P');
  expect(person.givenName).toBe('+1');
  const { items: budgets } = await ok(
    live.staff.finance.get(`/budgets?beneficiaryId=${person.id}`),
    200,
  );
  const arrangements = await ok(
    live.staff.finance.get(`/budgets/${budgets[0].id}/arrangements`),
    200,
  );
  expect(arrangements.items).toMatchObject([{ purpose }]);
});

it('the template has every column and an example that can be read', async () => {
  const answer = await live.staff.finance.get('/imports/template');
  expect(answer.headers['content-type']).toContain('text/csv');
  const [header, example, end] = answer.text.split('\r\n');
  expect(header).toBe(EXAMPLE.split('\r\n')[0]);
  expect(end).toBe('');
  const checked = await live.store(`${header}\n${example}\n`, { dryRun: 'true' });
  // One share alone does not make the whole: nothing else is wrong with the example.
  expect(refusalOf(checked)).toEqual([422, 'import-faults', 'line 2, share']);
});

it('no caseworker, family or broker sends, reads or loads a file', async () => {
  for (const kind of ['caseworker', 'family', 'broker', 'commissioner'] as const) {
    const user = await live.api.as(kind, { broker: randomUUID() });
    expect((await user.get('/imports')).status).toBe(403);
    const sent = await user.post('/imports?name=a&startsOn=2026-11-02', EXAMPLE, {
      'content-type': 'text/csv',
    });
    expect(sent.status).toBe(403);
  }
});
