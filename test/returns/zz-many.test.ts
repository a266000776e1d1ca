import { beforeAll, expect, it } from 'vitest';
import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import {
  accept,
  decidedBook,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
  type Move,
} from './decided-book.ts';

const PEOPLE = 940;
const LINES = 50;

let book: DecidedBook;
let people: Held[];

beforeAll(async () => {
  book = await decidedBook();
  const first = await book.served();
  await book.pay('2026-04-02');
  book.on('2026-06-15');
  people = [first, ...(await others(book, first))];
}, 120_000);

/** As many more people as the first, each with what the first was paid. */
async function others({ api }: DecidedBook, first: Held): Promise<Held[]> {
  const made = await api.db.run(async (tx) => {
    const { sql } = tx;
    return sql<(Held & { shares: { id: string; source: string }[] })[]>`
      with new as materialized (
        select gen_random_uuid() as person, gen_random_uuid() as plan, gen_random_uuid() as budget,
          gen_random_uuid() as id, 'M-' || n as reference, b.starts_on, b.ends_on, a.payee_id,
          a.recorded_by
        from arrangements a join budgets b on b.id = a.budget_id, generate_series(2, ${PEOPLE}::int) n
        where a.id = ${first.id}
      ), people as (
        insert into beneficiaries (id, reference, sex, ethnicity, placement, postcode_district, recorded_by)
        select person, reference, 'female', 'WBRI', 'Mainstream school', 'ME14', recorded_by from new
      ), plan_of as (
        insert into plans (id, beneficiary_id, starts_on, review_by, recorded_by)
        select plan, person, starts_on, ends_on, recorded_by from new
      ), budget_of as (
        insert into budgets (id, beneficiary_id, plan_id, starts_on, ends_on, recorded_by)
        select budget, person, plan, starts_on, ends_on, recorded_by from new
      ), arranged as (
        insert into arrangements (id, budget_id, beneficiary_id, kind, purpose, payee_id, recorded_by)
        select id, budget, person, 'third_party', 'Support', payee_id, recorded_by from new
      ), party as (
        insert into arrangement_parties (arrangement_id, beneficiary_id, party, party_id)
        select n.id, n.person, p.party, p.party_id from new n, arrangement_parties p
        where p.arrangement_id = ${first.id}
      ), shared as (
        insert into shares (arrangement_id, beneficiary_id, position, source, funder_id)
        select n.id, n.person, s.position, s.source, s.funder_id from new n, shares s
        where s.arrangement_id = ${first.id} returning id, arrangement_id, source, position
      )
      select n.id, n.reference, n.person as "beneficiaryId", n.payee_id as "payeeId",
        (select jsonb_agg(jsonb_build_object('id', s.id, 'source', s.source) order by s.position)
          from shared s where s.arrangement_id = n.id) as shares
      from new n`;
  });
  await api.db.run(async (tx) => {
    const held = (share: { id: string; source: string }, kind: string) => ({
      class: `${kind}/third_party/${share.source}`,
      subject: share.id,
    });
    const classes = ['held', 'spent', 'to_return', 'drawn', 'committed', 'available'];
    await openAccounts(
      tx,
      made.flatMap((one) =>
        one.shares.flatMap((share) =>
          classes.map((kind) => ({
            ...held(share, kind),
            arrangementId: one.id,
            beneficiaryId: one.beneficiaryId,
          })),
        ),
      ),
    );
    const [transit] = await tx.sql<{ id: string }[]>`
      select a.id from accounts a join account_classes c on c.id = a.class
      where c.name = 'in_transit' limit 1`;
    const names = made.flatMap((one) =>
      one.shares.map((share) => `held/third_party/${share.source}:${share.id}`),
    );
    const accounts = await findAccounts(tx, names);
    await post(
      tx,
      made.map((one) => ({
        key: `paid:${one.id}`,
        kind: 'payment',
        effectiveOn: Temporal.PlainDate.from('2026-04-02'),
        transfers: one.shares.map((share, n) => ({
          from: transit!.id,
          to: accounts.get(`held/third_party/${share.source}:${share.id}`)!,
          amount: money(['461.54', '307.69'][n]!),
        })),
      })),
    );
  });
  return made;
}

const day = (n: number): string => `2026-04-${String(3 + (n % 27)).padStart(2, '0')}`;

it('5,000 lines of a hundred people are in the books within seconds', async () => {
  const moves: Move[] = Array.from({ length: LINES }, (_, n) => ['spending', day(n), '12.01']);
  const rows = rowsOf(
    people.map((of) => ({
      of,
      opening: '0.00',
      moves: [['paid_in', '2026-04-02', '769.23'] as Move, ...moves],
    })),
    { bank: [['2026-04-02', (PEOPLE * (769.23 - LINES * 12.01)).toFixed(2)]] },
  );
  const t0 = performance.now();
  const id = await sent(book, rows);
  process.stderr.write(`sent in ${((performance.now() - t0) / 1000).toFixed(1)} s\n`);
  const t1 = performance.now();
  await ok(book.staff.finance.get(`/returns/${id}/check`), 200);
  process.stderr.write(`check in ${((performance.now() - t1) / 1000).toFixed(1)} s\n`);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const { accepted } = await ok(accept(book, id), 201);
  const seconds = (performance.now() - started) / 1000;
  process.stderr.write(`${PEOPLE * LINES} lines accepted in ${seconds.toFixed(1)} s\n`);
  expect(accepted).toBe(PEOPLE);
  const { account, staff } = book;
  const url = `/pooled-accounts/${account}/proof?on=2026-04-30`;
  const proof = await ok(staff.finance.get(url), 200);
  expect(proof).toMatchObject({ ledger: '158606.20', difference: '0.00' });
  process.stderr.write(`cpu ${JSON.stringify(process.cpuUsage(cpu))} rss ${process.memoryUsage().rss / 1e6}\n`);
  expect(seconds).toBeLessThan(60);
}, 180_000);
