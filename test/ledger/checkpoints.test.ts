import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { inTransaction, type Tx } from '../../src/database/transactions.ts';
import { allBalances, balancesOf, movements, startOf } from '../../src/ledger/balances.ts';
import { makeNextCheckpoint, sealingIsMine } from '../../src/ledger/checkpoints.ts';
import { sealNext, settledThrough } from '../../src/ledger/seal-store.ts';
import { serviceScope, type Sealer } from '../../src/ledger/sealer.ts';
import { sum, money, toText, ZERO } from '../../src/money.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { outsideRecord } from '../support/sealed-outside.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

/** Far ahead, so that every month has ended and is settled. */
const FAR_AHEAD = Temporal.PlainDate.from('2026-09-10');
const FIRST_DAY = Temporal.PlainDate.from('2026-01-20');

const ACCOUNTS = ['bank', 'treasury', 'suspense', 'charges'] as const;
type Short = (typeof ACCOUNTS)[number];

interface Moved {
  readonly entry: bigint;
  readonly on: Temporal.PlainDate;
  readonly from: Short;
  readonly to: Short;
  readonly amount: string;
}

/** What happens one after the other: a set of postings, a seal, or a seal and a month's checkpoint. */
type Step = { readonly post: readonly Posted[] } | 'seal' | 'checkpoint';
interface Posted {
  readonly day: number;
  readonly flow: number;
  readonly pence: number;
}

const FLOWS = [
  ['treasury', 'treasury', 'bank'],
  ['treasury', 'bank', 'treasury'],
  ['bank_charge', 'bank', 'charges'],
  ['unidentified', 'suspense', 'bank'],
  ['unidentified', 'bank', 'suspense'],
] as const;

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        post: fc.array(
          fc.record({
            day: fc.integer({ min: 0, max: 150 }),
            flow: fc.nat(FLOWS.length - 1),
            pence: fc.integer({ min: 1, max: 99_999 }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
      }),
    },
    { weight: 2, arbitrary: fc.constant('seal' as const) },
    { weight: 3, arbitrary: fc.constant('checkpoint' as const) },
  ),
  { minLength: 6, maxLength: 20 },
);

let db: TestDatabase;
let sealer: Sealer;
beforeAll(async () => {
  db = await freshDatabase();
  sealer = outsideRecord(db).begin({ clock: fixedClock(FAR_AHEAD) });
});

const scope = () => serviceScope(db.authority, fixedClock(FAR_AHEAD));

/** Seals without making a checkpoint. @returns the last entry that is known then */
async function seal(): Promise<string> {
  await sealNext(db.service, scope(), await settledThrough(db.service, scope()));
  const read = (tx: Tx) => tx.sql<{ through: string }[]>`
    select coalesce(max(through_entry), 0) as through from seal_batches`;
  return (await db.run(read))[0]!.through;
}

async function postAndNote(a: ShareAccounts, posts: readonly Posted[]): Promise<Moved[]> {
  const moves = posts.map(({ day, flow, pence }) => {
    const [kind, from, to] = FLOWS[flow]!;
    return { kind, from, to, on: FIRST_DAY.add({ days: day }), amount: (pence / 100).toFixed(2) };
  });
  const ids = await postAll(
    db,
    moves.map(({ kind, from, to, on, amount }) =>
      anEntry(kind, on.toString(), [[a[from], a[to], amount]]),
    ),
  );
  return moves.map((move, n) => ({ ...move, entry: BigInt(ids[n]!) }));
}

/** What a balance is, added up from what was posted and nothing else. */
function expected(
  moved: readonly Moved[],
  account: Short,
  asAt: Temporal.PlainDate,
  known: bigint,
) {
  const counted = moved.filter(
    (one) => one.entry <= known && Temporal.PlainDate.compare(one.on, asAt) <= 0,
  );
  return sum(
    counted.map((one) => {
      const amount = money(one.amount);
      if (one.to === account) return amount;
      return one.from === account ? amount.negated() : ZERO;
    }),
  );
}

const DATES = [0, 11, 12, 39, 40, 70, 100, 131, 200].map((days) => FIRST_DAY.add({ days }));

/** The balances at some dates, as known at each of some positions, that are not what was posted. */
async function wrongBalances(
  a: ShareAccounts,
  moved: readonly Moved[],
  known: ReadonlySet<string | null>,
): Promise<string[]> {
  const ids = ACCOUNTS.map((short) => a[short].id);
  const wrong: string[] = [];
  await db.run(async (tx) => {
    for (const knownThrough of known) {
      const last = BigInt(knownThrough ?? '9223372036854775807');
      for (const asAt of DATES) {
        const found = await balancesOf(tx, ids, { asAt, knownThrough });
        for (const short of ACCOUNTS) {
          const is = toText(found.get(a[short].id) ?? ZERO);
          const should = toText(expected(moved, short, asAt, last));
          const when = `${asAt.toString()}, known through ${knownThrough}`;
          if (is !== should) wrong.push(`${short} on ${when}: ${is} and not ${should}`);
        }
      }
    }
  });
  return wrong;
}

describe('a balance', () => {
  it('is the sum of what was posted, at every date and as known at every seal, for ever', async () => {
    let months = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const a = await openShare(db);
        const moved: Moved[] = [];
        const known = new Set<string | null>([null, '0']);
        await db.run((tx) => tx.sql`delete from balance_checkpoints`);
        months += list.filter((step) => step === 'checkpoint').length;
        for (const step of list) {
          if (typeof step === 'object') moved.push(...(await postAndNote(a, step.post)));
          else if (step === 'checkpoint') await sealer.sealNow();
          if (typeof step === 'string') known.add(await seal());
        }
        expect(await wrongBalances(a, moved, known)).toEqual([]);
      }),
      { numRuns: 12 },
    );
    // Without these the property would have said nothing about checkpoints.
    expect(months).toBeGreaterThan(10);
    const read = (tx: Tx) => tx.sql`select count(*)::int as late from late_movements`;
    expect((await db.run(read))[0]!['late']).toBeGreaterThan(10);
  });

  it('is the same in the list of all accounts', async () => {
    const asAt = FIRST_DAY.add({ days: 75 });
    const listed = new Map<string, string>();
    const list = async (tx: Tx) => {
      for await (const rows of allBalances(tx, { asAt, knownThrough: null })) {
        for (const row of rows) listed.set(row.account, row.balance);
      }
    };
    await inTransaction(db.service, scope(), list, { readOnly: true });
    const sums = await db.run(
      (tx) => tx.sql<{ id: string; balance: string }[]>`
        select id, sum(amount) as balance from (
          select to_account as id, amount from transfers where effective_on <= ${asAt.toString()}
          union all
          select from_account, -amount from transfers where effective_on <= ${asAt.toString()}
        ) as m group by id having sum(amount) <> 0`,
    );
    expect(listed.size).toBeGreaterThan(10);
    expect(listed).toEqual(new Map(sums.map((row) => [row.id, row.balance])));
  });

  it('counts once what is sealed while it is being read', async () => {
    const a = await openShare(db);
    await sealer.sealNow();
    const late = { day: 0, flow: 0, pence: 4_00 };
    await postAndNote(a, [late]);
    await db.run(async (tx) => {
      const at = { asAt: FIRST_DAY.add({ days: 150 }), knownThrough: null };
      const start = await startOf(tx, at);
      expect(start.checkpoint).toBeGreaterThan(0);
      await seal();
      const [row] = await tx.sql<{ balance: string }[]>`
        select sum(amount) as balance from (${movements(tx, start, [a.bank.id])}) as m`;
      expect(row!.balance).toBe('4.00');
    });
  });
});

describe('a checkpoint', () => {
  it('waits for a batch that is being sealed', async () => {
    await db.run((tx) => tx.sql`delete from balance_checkpoints`);
    await db.run(async (tx) => {
      expect(await sealingIsMine(tx)).toBe(true);
      const made = await inTransaction(db.service, scope(), makeNextCheckpoint);
      expect(made).toBeNull();
    });
    expect(await inTransaction(db.service, scope(), makeNextCheckpoint)).toMatch(/^2026-/);
  });

  it('may be taken away at any time, and balances stay', async () => {
    const a = await openShare(db);
    const moved = await postAndNote(a, [
      { day: 3, flow: 0, pence: 5_00 },
      { day: 60, flow: 2, pence: 1_00 },
    ]);
    const known = new Set([null, await seal()]);
    expect(await wrongBalances(a, moved, known)).toEqual([]);
    await db.run((tx) => tx.sql`delete from balance_checkpoints`);
    expect(await wrongBalances(a, moved, known)).toEqual([]);
    moved.push(...(await postAndNote(a, [{ day: 1, flow: 3, pence: 7_00 }])));
    for (let month = 0; month < 4; month += 1) await sealer.sealNow();
    expect(await wrongBalances(a, moved, known)).toEqual([]);
  });
});
