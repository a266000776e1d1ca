import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { addAccount, aSetting, anArrangement, payOn, spend, type Setting } from './setting.ts';

/**
 * Two people in one account, each paid 100.00 on 2 April; one spends 30.00 on 8 April, which is
 * recorded, and declares 12.00 more, which nobody has accepted yet.
 */
let setting: Setting;
let amina: string;
let ben: string;
beforeAll(async () => {
  setting = await aSetting();
  amina = await anArrangement(setting);
  ben = await anArrangement(setting);
  await payOn(setting, '2026-04-02');
  setting.goTo('2026-04-15');
  await ok(spend(setting, amina, '2026-04-08', '30.00'));
});

type Line = [kind: string, on: string, amount: string, arrangement?: string];

/** A return as it is kept, straight into the book; reading one is tested where it is read. */
async function addReturn(
  from: string,
  to: string,
  sums: { opening: string; closing: string; other?: string; interest?: string; tier?: string },
  lines: readonly Line[],
  { replaces = null as string | null, account = setting.accountId } = {},
): Promise<string> {
  const id = randomUUID();
  await setting.api.db.run(async (tx) => {
    const { sql, scope } = tx;
    await sql`
      insert into holders_returns (id, pooled_account_id, broker_id, from_on, to_on, tier, opening,
        closing, other_opening, interest_opening, lines, people, sha256, replaces, submitted_by,
        entry_id)
      select ${id}, ${account}, ${setting.brokerId}, ${from}::date, ${to}::date,
        ${sums.tier ?? 'standard'}, ${sums.opening}, ${sums.closing}, ${sums.other ?? '0.00'},
        ${sums.interest ?? '0.00'}, ${lines.length}, 2, '', ${replaces}, ${scope.user}, min(id)
      from entries`;
    await sql`
      insert into return_people (return_id, arrangement_id, beneficiary_id, opening, closing)
      select ${id}, a.id, a.beneficiary_id, 0, 0 from arrangements a where a.id in (${amina}, ${ben})`;
    const rows = lines.map(([kind, on, amount, arrangement = null], n) => ({
      row: n + 1,
      kind,
      on,
      amount,
      arrangement,
      category: ['spending', 'fee', 'refund'].includes(kind) ? 'support' : null,
    }));
    await sql`
      insert into return_lines (return_id, row, kind, on_day, arrangement_id, beneficiary_id,
        broker_id, amount, category, description)
      select ${id}, l.row, l.kind, l.on, l.arrangement, a.beneficiary_id, ${setting.brokerId},
        l.amount, l.category, 'Line'
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as l(row int, kind text, "on" date,
        amount numeric, arrangement uuid, category text)
      left join arrangements a on a.id = l.arrangement`;
  });
  return id;
}

async function decide(returnId: string, arrangement: string, outcome: string): Promise<void> {
  await setting.api.db.run(
    (tx) => tx.sql`
      insert into return_decisions (return_id, arrangement_id, seq, outcome, decided_by, entry_id)
      select ${returnId}, ${arrangement}, 1 + (select count(*) from return_decisions
        where return_id = ${returnId} and arrangement_id = ${arrangement}), ${outcome},
        ${tx.scope.user}, min(id) from entries`,
  );
}

const proofOn = (on: string, account = setting.accountId) =>
  ok(setting.staff.auditor.get(`/pooled-accounts/${account}/proof?on=${on}`), 200);

describe('the proof of a pooled account', () => {
  it('says in words where no return covers the day', async () => {
    expect(await proofOn('2026-04-10')).toEqual({
      pooledAccountId: setting.accountId,
      on: '2026-04-10',
      asOf: null,
      returnId: null,
      ledger: '170.00',
      notYetAccepted: '0.00',
      postedLater: '0.00',
      sinceReturn: null,
      otherAuthorities: null,
      interest: null,
      statement: null,
      expected: null,
      difference: null,
      proven: false,
      words: 'No return covers this day, so there is no statement to compare with.',
    });
    expect(await proofOn('2026-04-01')).toMatchObject({ ledger: '0.00', statement: null });
  });

  it('holds to the penny on every day of a return, with what others have in the account', async () => {
    const april = await addReturn(
      '2026-04-01',
      '2026-04-14',
      { opening: '1000.25', closing: '1160.75', other: '1000.00', interest: '0.25' },
      [
        ['bank', '2026-04-02', '200.00'],
        ['bank', '2026-04-08', '-30.00'],
        ['bank', '2026-04-09', '-12.00'],
        ['bank', '2026-04-10', '2.50'],
        ['paid_in', '2026-04-02', '100.00', amina],
        ['spending', '2026-04-09', '10.00', ben],
        ['fee', '2026-04-09', '2.00', ben],
        ['refund', '2026-04-10', '1.00', ben],
        ['contribution', '2026-04-10', '1.50', ben],
        ['interest', '2026-04-12', '0.10'],
        ['bank', '2026-04-12', '0.10'],
        ['other_authorities', '2026-04-13', '-0.10'],
        ['bank', '2026-04-13', '-0.10'],
      ],
    );
    const proofs = await Promise.all(
      ['2026-04-01', '2026-04-02', '2026-04-08', '2026-04-09', '2026-04-12', '2026-04-14'].map(
        (on) => proofOn(on),
      ),
    );
    expect(proofs.map((one) => [one.statement, one.expected, one.difference])).toEqual([
      ['1000.25', '1000.25', '0.00'],
      ['1200.25', '1200.25', '0.00'],
      ['1170.25', '1170.25', '0.00'],
      ['1158.25', '1158.25', '0.00'],
      ['1160.85', '1160.85', '0.00'],
      ['1160.75', '1160.75', '0.00'],
    ]);
    expect(proofs.at(-1)).toMatchObject({
      returnId: april,
      asOf: '2026-04-14',
      ledger: '170.00',
      notYetAccepted: '9.50',
      otherAuthorities: '999.90',
      interest: '0.35',
      proven: true,
      words: 'The statement and the ledger agree as at 2026-04-14.',
    });
  });

  it('after the last day of the return compares as at that day', async () => {
    await ok(spend(setting, amina, '2026-04-15', '5.00'));
    expect(await proofOn('2026-04-15')).toMatchObject({
      asOf: '2026-04-14',
      ledger: '165.00',
      sinceReturn: '-5.00',
      difference: '0.00',
      words:
        'The statement and the ledger agree as at 2026-04-14, the last day of the latest return.',
    });
  });

  it('says how much the account holds too little or too much', async () => {
    const own = await addAccount(setting.staff, setting.brokerId, '2026-04-01');
    await addReturn(
      '2026-04-01',
      '2026-04-30',
      { opening: '0.00', closing: '3.00' },
      [
        ['bank', '2026-04-03', '-0.01'],
        ['bank', '2026-04-20', '3.01'],
      ],
      { account: own },
    );
    expect(await proofOn('2026-04-04', own)).toMatchObject({
      difference: '-0.01',
      proven: false,
      words: 'The account holds 0.01 less than is expected as at 2026-04-04.',
    });
    expect((await proofOn('2026-04-30', own)).words).toBe(
      'The account holds 3.00 more than is expected as at 2026-04-30.',
    );
  });

  it('takes a light-touch return at its closing balance, and not inside its period', async () => {
    const account = await addAccount(setting.staff, setting.brokerId, '2026-04-01');
    const sums = { opening: '0.00', closing: '7.00', tier: 'light_touch', other: '7.00' };
    await addReturn('2026-04-01', '2026-04-30', sums, [], { account });
    expect(await proofOn('2026-04-12', account)).toMatchObject({
      statement: null,
      difference: null,
      expected: '7.00',
      words:
        'The return lists no bank lines, so it says what is in the account on 2026-04-30 and on no day before.',
    });
    expect(await proofOn('2026-04-30', account)).toMatchObject({ difference: '0.00' });
  });

  it('counts what is accepted once, and nothing of what was sent back or replaced', async () => {
    const account = await addAccount(setting.staff, setting.brokerId, '2026-04-01');
    const lines: Line[] = [
      ['spending', '2026-04-03', '4.00', amina],
      ['spending', '2026-04-03', '8.00', ben],
    ];
    const sums = { opening: '0.00', closing: '0.00' };
    const first = await addReturn('2026-04-01', '2026-04-30', sums, lines, { account });
    expect(await proofOn('2026-04-30', account)).toMatchObject({ notYetAccepted: '12.00' });
    await decide(first, amina, 'queried');
    await decide(first, amina, 'accepted');
    expect(await proofOn('2026-04-30', account)).toMatchObject({ notYetAccepted: '8.00' });
    const second = await addReturn('2026-04-01', '2026-04-30', sums, lines, {
      account,
      replaces: first,
    });
    expect(await proofOn('2026-04-30', account)).toMatchObject({
      notYetAccepted: '12.00',
      returnId: second,
    });
    for (const arrangement of [amina, ben]) await decide(second, arrangement, 'sent_back');
    expect(await proofOn('2026-04-30', account)).toMatchObject({
      notYetAccepted: '0.00',
      returnId: null,
    });
  });

  it('follows money that is put into another account', async () => {
    const account = await addAccount(setting.staff, setting.brokerId, '2026-04-12');
    await ok(
      setting.staff.finance.post(`/arrangements/${ben}/pooled-account`, {
        pooledAccountId: account,
        fromOn: '2026-04-15',
      }),
    );
    expect((await proofOn('2026-04-14', account)).ledger).toBe('0.00');
    expect((await proofOn('2026-04-15', account)).ledger).toBe('100.00');
    expect(await proofOn('2026-04-15')).toMatchObject({
      ledger: '65.00',
      sinceReturn: '-105.00',
      difference: '0.00',
    });
  });

  it('counts on its day what a closed period has moved to a later one', async () => {
    const own = await aSetting();
    const arrangement = await anArrangement(own);
    await payOn(own, '2026-04-02');
    own.goTo('2026-05-05');
    const closing = { closedThrough: '2026-04-30', reason: 'April' };
    await ok(own.staff.finance.post('/period-closings', closing));
    await ok(spend(own, arrangement, '2026-04-08', '10.00'));
    const proof = await ok(
      own.staff.finance.get(`/pooled-accounts/${own.accountId}/proof?on=2026-04-30`),
      200,
    );
    expect(proof).toMatchObject({ ledger: '100.00', postedLater: '-10.00' });
    const next = await ok(
      own.staff.finance.get(`/pooled-accounts/${own.accountId}/proof?on=2026-05-01`),
      200,
    );
    expect(next).toMatchObject({ ledger: '90.00', postedLater: '0.00' });
  });
});
