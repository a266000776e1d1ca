import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { evidenceOf } from '../../src/ledger/evidence.ts';
import { payRunsAreWhatWasApproved } from '../../src/ledger/verify/pay-runs.ts';
import { ok } from '../support/book.ts';
import { offenders } from '../support/offenders.ts';
import {
  OF_A_YOUNG_PERSON,
  council,
  documents,
  instalmentOf,
  paidToTheMother,
  putDocuments,
  type Council,
} from '../support/turning-sixteen.ts';

/** What `verify` finds when somebody changes what shares pay, past every rule. */
let book: Council;
let superuser: Client;
let arrangement: string;
let whole: string;
let partly: string;
beforeAll(async () => {
  book = await council();
  arrangement = await paidToTheMother(book);
  whole = (await book.pay('2026-04-02')).id;
  book.on('2026-06-24');
  partly = (await book.pay('2026-06-29')).id;
  book.on('2026-07-08');
  const given = documents(['education'], '2026-07-06', OF_A_YOUNG_PERSON);
  await putDocuments(book, arrangement, given);
  const { id } = await instalmentOf(book, arrangement, 4);
  const body = { sector: 'education', reasons: 'Nominated late', cover: 'by_days' };
  await ok(book.staff.panel.post(`/instalments/${id}/hold-release`, body), 200);
  await book.pay('2026-07-10');
  superuser = connect(book.api.db.urls.superuser, { name: 'superuser', max: 1 });
  await superuser.unsafe(
    `set search_path = ${book.api.db.authority}; set session_replication_role = replica`,
  );
});
afterAll(() => superuser.end());

/** What is found while a change stands; it is undone afterwards. */
async function foundAfter(change: string, undo: string): Promise<string[]> {
  await superuser.unsafe(change);
  const found = await offenders(book.api.db, [payRunsAreWhatWasApproved]);
  await superuser.unsafe(undo);
  expect(await offenders(book.api.db, [payRunsAreWhatWasApproved])).toEqual([]);
  return found;
}

const said = (...sentences: RegExp[]): unknown[] =>
  sentences.map((one) => expect.stringMatching(one));
const APPROVAL = /^entry \d+: the pay run approval is not what was decided/;

describe('verify', () => {
  it('finds nothing where nobody has changed anything', async () => {
    expect(await offenders(book.api.db, [payRunsAreWhatWasApproved])).toEqual([]);
  });

  it('finds a penny moved from one share of a payment to another', async () => {
    const move = (pence: string) => `
      update pay_run_item_shares p
      set amount = p.amount + case s.source when 'education' then ${pence} else -${pence} end
      from shares s where s.id = p.share_id and p.pay_run_id = '${whole}'`;
    const found = await foundAfter(move('0.01'), move('(-0.01)'));
    expect(found).toEqual(
      said(
        /^Share \S+ of instalment \S+ is paid £\S+ by 1 pay runs; £\S+ is due once/,
        /^Share \S+ of instalment \S+ is paid £\S+ by 1 pay runs; £\S+ is due once/,
        /^Payment \S+: share \S+ pays £\S+, and the entry moves £/,
        /^Payment \S+: share \S+ pays £\S+, and the entry moves £/,
        APPROVAL,
      ),
    );
  });

  it('finds a payment that is more than its shares', async () => {
    const add = (pence: string) =>
      `update pay_run_items set amount = amount + ${pence} where pay_run_id = '${partly}'`;
    const found = await foundAfter(add('0.01'), add('(-0.01)'));
    expect(found).toEqual(
      expect.arrayContaining(
        said(/^Payment \S+ is £307\.70 and its shares make £307\.69/, APPROVAL),
      ),
    );
  });

  it('finds a share that two runs pay', async () => {
    const found = await foundAfter(
      `insert into pay_run_item_shares (item_id, pay_run_id, instalment_id, arrangement_id,
        beneficiary_id, share_id, tried, amount)
      select gen_random_uuid(), '${partly}', instalment_id, arrangement_id, beneficiary_id, share_id,
        tried + 1, amount from pay_run_item_shares where pay_run_id = '${whole}'`,
      `delete from pay_run_item_shares
      where item_id not in (select id from pay_run_items)`,
    );
    expect(found.filter((one) => / by 2 pay runs; /.test(one))).toHaveLength(2);
  });

  it('is not needed for a share that is simply put into another run: the database refuses', async () => {
    const again = superuser.unsafe(
      `insert into pay_run_item_shares (item_id, pay_run_id, instalment_id, arrangement_id,
        beneficiary_id, share_id, amount)
      select gen_random_uuid(), '${partly}', instalment_id, arrangement_id, beneficiary_id, share_id,
        amount from pay_run_item_shares where pay_run_id = '${whole}'`,
    );
    await expect(again).rejects.toThrow('pay_run_item_shares_once');
  });

  it('finds what was let go for more than was decided', async () => {
    const change = (amount: string) => `update hold_releases set amount = ${amount}`;
    const found = await foundAfter(change('461.54'), change('346.16'));
    expect(found).toEqual(
      said(
        /^Share \S+ of instalment \S+ is paid £346\.16 by 1 pay runs; £461\.54 is due once/,
        /^entry \d+: the hold let go is not what was decided/,
      ),
    );
  });

  it.each([['cover', "'whole_period'", "'by_days'"]])(
    'finds a decision on a hold whose %s was changed',
    async (column, other, was) => {
      await superuser.unsafe('alter table hold_releases drop constraint hold_releases_amount');
      const set = (value: string) => `update hold_releases set ${column} = ${value}`;
      expect(await foundAfter(set(other), set(was))).toEqual(
        said(/^entry \d+: the hold let go is not what was decided/),
      );
    },
  );

  it('finds reasons that were rewritten', async () => {
    const set = (text: string) => `update texts set text = '${text}' where text like 'Nominated%'`;
    expect(await foundAfter(set('Nominated early'), set('Nominated late'))).toEqual(
      said(/^entry \d+: the hold let go is not what was decided/),
    );
  });
});

describe('an approval of the first form, which did not name shares', () => {
  /** Puts the digest of the first form in the place of the one that an approval has. */
  async function signAsBefore(runId: string): Promise<void> {
    const [run] = await superuser<Record<string, string>[]>`
      select a.items::text, a.total::text, a.approved_by, a.entry_id::text, (
        select encode(sha256(convert_to(string_agg(concat_ws('|', id, instalment_id,
          bank_details_id, amount, reference), ',' order by reference), 'UTF8')), 'hex')
        from pay_run_items where pay_run_id = a.pay_run_id) as digest
      from pay_run_approvals a where a.pay_run_id = ${runId}`;
    const { items, total, digest, approved_by: by, entry_id: entry } = run!;
    const evidence = evidenceOf(['pay-run-approval-1', runId, items!, total!, digest!, by!]);
    await superuser`update entries set evidence = ${Buffer.from(evidence)} where id = ${entry!}`;
  }

  it('stands where every payment was its whole instalment, and only there', async () => {
    await signAsBefore(whole);
    expect(await offenders(book.api.db)).toEqual([]);
    const move = (pence: string) => `
      update pay_run_item_shares p
      set amount = p.amount + case s.source when 'education' then ${pence} else -${pence} end
      from shares s where s.id = p.share_id and p.pay_run_id = '${whole}'`;
    await superuser.unsafe(move('0.01'));
    expect(await offenders(book.api.db)).toEqual(said(APPROVAL));
    await superuser.unsafe(move('(-0.01)'));
    await signAsBefore(partly);
    expect(await offenders(book.api.db)).toEqual(said(APPROVAL));
  });
});
