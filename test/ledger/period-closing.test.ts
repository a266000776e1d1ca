import { beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/ledger/evidence.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

let api: Api;
let finance: ApiUser;
let a: ShareAccounts;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  a = await openShare(api.db);
});

const close = (closedThrough: string, reason = 'Year end 2025/26', user = finance) =>
  user.post('/period-closings', { closedThrough, reason });
const charge = (on: string) => anEntry('bank_charge', on, [[a.bank, a.charges, '0.10']]);
const read = async (id: string | undefined) => (await finance.get(`/entries/${id}`)).body;

/** In order: each test goes on from the closing of the one before. */
describe('closing the books', () => {
  it('is recorded with an entry that holds the digest of the decision', async () => {
    const { status, body, text } = await close('2026-02-28');
    expect(status, text).toBe(201);
    expect(body).toMatchObject({ closedThrough: '2026-02-28', reason: 'Year end 2025/26' });
    const entry = await read(body.entry);
    expect(entry).toMatchObject({
      kind: 'decision',
      effectiveOn: '2026-04-15',
      reason: 'period_closed',
      by: body.closedBy,
      transfers: [],
    });
    const digest = evidenceOf(['2026-02-28', 'Year end 2025/26']);
    expect(entry.evidence).toBe(Buffer.from(digest).toString('hex'));
  });

  it('lets a later entry for the period take effect on the first open day', async () => {
    const [late, first, open] = await postAll(api.db, [
      charge('2026-02-10'),
      charge('2026-02-28'),
      charge('2026-03-01'),
    ]);
    expect(await read(late)).toMatchObject({ effectiveOn: '2026-03-01', relatesOn: '2026-02-10' });
    expect(await read(first)).toMatchObject({ effectiveOn: '2026-03-01', relatesOn: '2026-02-28' });
    expect(await read(open)).toMatchObject({ effectiveOn: '2026-03-01', relatesOn: null });
    const march = 'from=2026-03-01&to=2026-03-31';
    const { body } = await finance.get(`/accounts/${a.bank.id}/statement?${march}`);
    expect(body.lines).toMatchObject([
      { entry: late, effectiveOn: '2026-03-01', relatesOn: '2026-02-10' },
      { entry: first },
      { entry: open, relatesOn: null },
    ]);
  });

  it('is kept by the database as well', async () => {
    const insert = (on: string) =>
      api.db.run(
        (tx) => tx.sql`
          insert into entries (key, kind, effective_on, by, content)
          values (${`past the service on ${on}`}, 1, ${on}, ${tx.scope.user}, '')`,
      );
    await expect(insert('2026-02-28')).rejects.toMatchObject({ code: '42501' });
    await expect(insert('2026-03-01')).resolves.toBeDefined();
  });

  it.each(['2026-02-28', '2026-02-27', '2026-04-15', '2026-04-16'])(
    'through %s is refused: not after the last, or not over',
    async (day) => {
      const { status, body } = await close(day);
      expect([status, body.type]).toEqual([409, '/problems/period-closed']);
    },
  );

  it('through the day before today is possible, and only once when asked twice at once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => close('2026-04-14')));
    expect(answers.map((one) => one.status).toSorted((x, y) => x - y)).toEqual([
      201, 409, 409, 409,
    ]);
    const refused = answers.filter((one) => one.status === 409).map((one) => one.body.type);
    expect(new Set(refused)).toEqual(new Set(['/problems/period-closed']));
  });

  it('is listed, the latest first', async () => {
    const { status, body } = await finance.get('/period-closings?limit=1');
    expect([status, body.items[0].closedThrough, body.next]).toEqual([
      200,
      '2026-04-14',
      '2026-04-14',
    ]);
    const rest = await finance.get('/period-closings?after=2026-04-14');
    expect(rest.body).toMatchObject({ items: [{ closedThrough: '2026-02-28' }], next: null });
    const auditor = await api.as('auditor');
    expect((await auditor.get('/period-closings')).body.items).toHaveLength(2);
  });

  it('is for finance officers, with a reason', async () => {
    const approver = await api.as('approver');
    expect((await close('2026-04-14', 'x', approver)).status).toBe(403);
    const { status, body } = await finance.post('/period-closings', {
      closedThrough: '2026-13-01',
    });
    expect(status).toBe(422);
    expect(body.errors.map((one: { where: string }) => one.where)).toEqual([
      'body.closedThrough',
      'body.reason',
    ]);
  });
});
