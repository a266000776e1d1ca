import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { freshApi, type Answer, type Api, type ApiUser } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';
import { putOnFile } from '../support/documents.ts';

let api: Api;
let staff: Staff;
let funders: Funders;
let person: Person;
let budget: string;
let bankAccountId: string;
beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-03-31')) });
  staff = await staffOf(api);
  funders = await addFunders(staff);
  person = await addPerson(staff);
  budget = await addBudget(staff, person);
  bankAccountId = (await aBankAccount(api.db)).id;
});

const withKey = (key: string) => ({ 'idempotency-key': key });
const propose = (key: string, more: object = {}, by: ApiUser = staff.caseworker) =>
  by.post(`/budgets/${budget}/arrangements`, caseOne(person, funders, more), withKey(key));
const countOf = async (table: string): Promise<number> => {
  const [row] = await api.db.run(
    (tx) => tx.sql<{ n: number }[]>`select count(*)::int as n from ${tx.sql(table)}`,
  );
  return row!.n;
};
const replayed = ({ headers }: Answer): boolean => headers['idempotent-replayed'] === 'true';

describe('an Idempotency-Key', () => {
  it('that comes again with the same content gets the same answer, and does nothing', async () => {
    const key = randomUUID();
    const first = await propose(key);
    const before = await countOf('arrangements');
    const again = await propose(key);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect([replayed(first), replayed(again)]).toEqual([false, true]);
    expect(await countOf('arrangements')).toBe(before);
  });

  it('that comes again with other content, or elsewhere, is refused', async () => {
    const key = randomUUID();
    const { id } = await ok(propose(key));
    const before = await countOf('arrangements');
    expect(refusalOf(await propose(key, { amount: '9999.99' }))).toEqual([409, 'key-reused']);
    const other = await addBudget(staff, person);
    const body = caseOne(person, funders);
    const elsewhere = staff.caseworker.post(`/budgets/${other}/arrangements`, body, withKey(key));
    expect(refusalOf(await elsewhere)).toEqual([409, 'key-reused']);
    expect(await countOf('arrangements')).toBe(before);
    expect((await staff.caseworker.get(`/arrangements/${id}`)).status).toBe(200);
  });

  it.each([
    ['left out', undefined],
    ['empty', ''],
    ['too long', 'x'.repeat(101)],
    ['with a space', 'a b'],
    ['not in plain characters', 'clé'],
  ])('is required, and not %s', async (_name, key) => {
    const answer = await api.app.inject({
      method: 'POST',
      url: `/v1/testshire/budgets/${budget}/arrangements`,
      headers: {
        authorization: `Bearer ${staff.caseworker.token}`,
        ...(key === undefined ? {} : withKey(key)),
      },
      payload: caseOne(person, funders),
    });
    expect([answer.statusCode, answer.json().type]).toEqual([400, '/problems/key-required']);
  });

  it('belongs to its user: the same key of two users is two keys', async () => {
    const key = randomUUID();
    const other = await api.as('caseworker', { sub: 'another caseworker' });
    const first = await ok(propose(key));
    const second = await ok(propose(key, {}, other));
    expect(second.id).not.toBe(first.id);
  });

  it('is free again after an answer that was a problem', async () => {
    const key = randomUUID();
    const wrong = { shares: [{ funderId: funders.health, fraction: '1/2' }] };
    expect(refusalOf(await propose(key, wrong)).slice(0, 2)).toEqual([
      422,
      'shares-do-not-make-one',
    ]);
    const right = await propose(key);
    expect([right.status, replayed(right)]).toEqual([201, false]);
    expect(replayed(await propose(key))).toBe(true);
  });
});

describe('twenty requests with one key at once', () => {
  const twenty = (ask: () => Promise<Answer>) => Promise.all(Array.from({ length: 20 }, ask));
  const oneEffect = (answers: readonly Answer[], status: number): void => {
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    expect(answers.filter((answer) => !replayed(answer))).toHaveLength(1);
  };

  it('propose one arrangement', async () => {
    const before = await countOf('arrangements');
    const key = randomUUID();
    oneEffect(await twenty(() => propose(key)), 201);
    expect(await countOf('arrangements')).toBe(before + 1);
  });

  it('agree it once', async () => {
    const { id } = await ok(propose(randomUUID()));
    const key = randomUUID();
    const agree = () => staff.panel.post(`/arrangements/${id}/agreement`, undefined, withKey(key));
    const before = await countOf('agreement_decisions');
    oneEffect(await twenty(agree), 200);
    expect(await countOf('agreement_decisions')).toBe(before + 1);
    await putOnFile(staff, id);
  });

  it('draw up, approve and release one pay run', async () => {
    const body = { bankAccountId, valueOn: '2026-04-02' };
    const keys = [randomUUID(), randomUUID(), randomUUID()] as const;
    const drawn = await twenty(() => staff.finance.post('/pay-runs', body, withKey(keys[0])));
    oneEffect(drawn, 201);
    expect(await countOf('pay_runs')).toBe(1);
    const url = `/pay-runs/${drawn[0]!.body.id}`;
    const approve = () => staff.approver.post(`${url}/approval`, undefined, withKey(keys[1]));
    oneEffect(await twenty(approve), 200);
    const release = () => staff.finance.post(`${url}/release`, undefined, withKey(keys[2]));
    oneEffect(await twenty(release), 200);
    expect(await countOf('payment_files')).toBe(1);
  });

  it('record spending once', async () => {
    const [row] = await api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select arrangement_id as id from pay_run_items limit 1`,
    );
    const spent = { spentOn: '2026-04-02', amount: '1.00', category: 'fees', description: 'Fee' };
    const key = randomUUID();
    const url = `/arrangements/${row!.id}/spending`;
    oneEffect(await twenty(() => staff.finance.post(url, spent, withKey(key))), 201);
    expect(await countOf('spending')).toBe(1);
  });
});
