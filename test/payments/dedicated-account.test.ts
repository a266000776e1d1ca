import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { ok } from '../support/book.ts';
import { aFamily, aPooledAccount, drawUp, itemsOf } from '../support/held-payments.ts';
import { refusalOf } from '../support/refusal.ts';
import { AUTHORITY } from '../support/template.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * By the rule `dedicated_account` education and health pay only into an account that is used for
 * nothing else; social care does not mind. The amounts are those of case 1.
 */
let book: Council;
beforeAll(async () => {
  book = await council();
});

/** Records other details of an arrangement's payee and has them checked. */
async function changeAccount(arrangement: string, accountUse: string): Promise<void> {
  const { staff } = book;
  const { payeeId } = await ok(staff.finance.get(`/arrangements/${arrangement}`), 200);
  const account = { sortCode: '20-00-00', accountNumber: '87654321', accountName: 'G Example' };
  const url = `/payees/${payeeId}/bank-details`;
  const { id } = await ok(staff.finance.post(url, { ...account, accountUse }));
  await ok(staff.approver.post(`/bank-details/${id}/check`, { method: 'call_back' }), 200);
}

/** What is drawn up of an arrangement and what is left out; the run is withdrawn again. */
async function drawn(arrangement: string, valueOn: string) {
  const run = await ok(drawUp(book, valueOn));
  const mine = (one: { arrangementId: string }) => one.arrangementId === arrangement;
  const items = (await itemsOf(book, run.id)).filter(mine);
  const withdrawal = { reason: 'Again' };
  await ok(book.staff.finance.post(`/pay-runs/${run.id}/withdrawal`, withdrawal), 200);
  const shares = items.flatMap((one) => one.shares.map((share: any) => share.source));
  return { shares, left: run.left.filter(mine) };
}

const BOTH = ['education', 'social_care'];
const LATER = '2026-05-01';

describe('an account that is known to have other money in it', () => {
  it('is paid social care only, and the rest is listed', async () => {
    const arrangement = await aFamily(book);
    await changeAccount(arrangement, 'other_money_too');
    const { shares, left } = await drawn(arrangement, LATER);
    expect(shares).toEqual(['social_care', 'social_care']);
    expect(left).toMatchObject([
      {
        sector: 'education',
        amount: '461.54',
        valueOn: '2026-04-02',
        why: 'account-not-dedicated',
      },
      {
        sector: 'education',
        amount: '461.54',
        valueOn: '2026-05-01',
        why: 'account-not-dedicated',
      },
    ]);
    await changeAccount(arrangement, 'only_direct_payments');
    const { shares: all, left: none } = await drawn(arrangement, LATER);
    expect([all, none]).toEqual([[...BOTH, ...BOTH], []]);
  });

  it('is paid everything where no sector of the arrangement minds', async () => {
    const shares = [{ funderId: book.funders.social_care, fraction: '1/1' }];
    const arrangement = await aFamily(book, { shares });
    await changeAccount(arrangement, 'other_money_too');
    expect(await drawn(arrangement, LATER)).toEqual({
      shares: ['social_care', 'social_care'],
      left: [],
    });
  });

  it('is what a council may allow, or not, by a version of the rule', async () => {
    const changed = await council();
    const arrangement = await aFamily(changed);
    const kept = book;
    book = changed;
    await changeAccount(arrangement, 'other_money_too');
    await rule(changed, { education: 'not_required', social_care: 'required' });
    const { shares, left } = await drawn(arrangement, '2026-05-01');
    expect(shares).toEqual(['education', 'education']);
    expect(left.map((one: any) => one.sector)).toEqual(['social_care', 'social_care']);
    await rule(changed, { social_care: 'not_required' });
    expect((await drawn(arrangement, '2026-05-01')).shares).toEqual([...BOTH, ...BOTH]);
    await rule(changed, { education: 'required', social_care: 'required' });
    const nothing = await drawUp(changed, '2026-05-01');
    expect(refusalOf(nothing)).toEqual([409, 'nothing-due']);
    book = kept;
  });
});

/** A further version of the rule, from today. */
async function rule({ api }: Council, values: Record<string, string>): Promise<void> {
  for (const [sector, value] of Object.entries(values)) {
    await api.db.run(
      (tx) => tx.sql`
        insert into rules (name, sector, effective_on, revision, value, unit, meaning, source,
          confidence, recorded_by)
        select name, sector, effective_on, revision + 1, ${value}, unit, meaning, source,
          confidence, recorded_by
        from rules where name = 'dedicated_account' and sector = ${sector}
        order by revision desc limit 1`,
    );
  }
}

describe('an account with nothing else in it, or of which it was never asked', () => {
  it.each(['only_direct_payments', 'prepaid_card'])('is paid everything: %s', async (use) => {
    const arrangement = await aFamily(book);
    await changeAccount(arrangement, use);
    expect(await drawn(arrangement, LATER)).toEqual({ shares: [...BOTH, ...BOTH], left: [] });
  });

  it('is paid everything: pooled, of a broker', async () => {
    const terms = { kind: 'third_party', payeeId: await aPooledAccount(book) };
    const arrangement = await aFamily(book, terms);
    expect(await drawn(arrangement, LATER)).toEqual({ shares: [...BOTH, ...BOTH], left: [] });
  });

  it('is paid everything: recorded before it was asked', async () => {
    const arrangement = await aFamily(book);
    await changeAccount(arrangement, 'other_money_too');
    const { payeeId } = await ok(book.staff.finance.get(`/arrangements/${arrangement}`), 200);
    expect((await drawn(arrangement, LATER)).left).toHaveLength(2);
    await forget(payeeId);
    expect(await drawn(arrangement, LATER)).toEqual({ shares: [...BOTH, ...BOTH], left: [] });
  });
});

/** Makes the details of a payee as they were before anybody asked what else is in the account. */
async function forget(payeeId: string): Promise<void> {
  const superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  await superuser`update bank_details set account_use = null where payee_id = ${payeeId}`;
  await superuser.end();
}
