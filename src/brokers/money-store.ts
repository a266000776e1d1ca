import type { Tx, Fragment } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { pooledArrangementsOn } from './pooled.ts';

/** Whose money: of all arrangements of a broker, or of those whose money is in an account. */
export type Whose = { readonly brokerId: string } | { readonly pooledAccountId: string };

/** What a broker holds under one arrangement at the end of a day. Amounts as text, in pounds. */
export interface PersonServed {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly reference: string;
  readonly pooledAccountId: string | null;
  readonly held: string;
  readonly toReturn: string;
  readonly shares: readonly {
    readonly shareId: string;
    readonly source: string;
    readonly funderId: string | null;
    readonly funder: string | null;
    readonly held: string;
    readonly toReturn: string;
  }[];
}

export interface PeopleTotals {
  readonly arrangements: number;
  readonly held: string;
  readonly toReturn: string;
  readonly total: string;
}

/** A cursor of the list of people: the reference, and the arrangement. */
export const PEOPLE_CURSOR = /^[^\p{Cc}\p{Cs}]{1,40}_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
export const peopleCursor = (row: PersonServed): string => `${row.reference}_${row.arrangementId}`;

/**
 * The people served on a day, in order of their references, one row more than the limit, and what
 * all of them come to. An arrangement is listed from the day its first version takes effect until it
 * has ended and nothing of it is left.
 */
export async function peopleServed(
  tx: Tx,
  whose: Whose,
  by: { readonly on: string; readonly after?: string | undefined; readonly limit: number },
): Promise<{ items: PersonServed[]; totals: PeopleTotals }> {
  const { sql } = tx;
  const { on, after, limit } = by;
  const id = after?.slice(-36);
  const later =
    id === undefined
      ? sql``
      : sql`and (r.reference, r.id) > (${after!.slice(0, -37)}, ${id}::uuid)`;
  const [row] = await joiningWhole(
    tx,
    () => sql<{ items: PersonServed[]; totals: PeopleTotals }[]>`
      with placed as materialized (${placedOn(tx, whose, on)}
      ), by_share as materialized (${moneyByShare(tx, on)}
      ), by_arrangement as materialized (${moneyByArrangement(tx, on)}
      ), listed as materialized (
        select r.* from by_arrangement r where true ${later}
        order by r.reference, r.id limit ${limit + 1}
      )
      select coalesce((
          select jsonb_agg(jsonb_build_object('arrangementId', l.id,
            'beneficiaryId', l.beneficiary_id, 'reference', l.reference,
            'pooledAccountId', l.pooled_account_id, 'held', l.held::text,
            'toReturn', l.to_return::text, 'shares', ${sharesShown(tx)}) order by l.reference, l.id)
          from listed l), '[]') as items, (
        select jsonb_build_object('arrangements', count(*)::int,
          'held', coalesce(sum(held), 0.00)::text,
          'toReturn', coalesce(sum(to_return), 0.00)::text,
          'total', coalesce(sum(held + to_return), 0.00)::text)
        from by_arrangement) as totals`,
  );
  return row!;
}

/** Which arrangements these are, and in which account each is. */
export function placedOn(tx: Tx, whose: Whose, on: string): Fragment {
  const { sql } = tx;
  return sql`
    select arrangement_id, beneficiary_id, pooled_account_id
    from ${pooledArrangementsOn(tx, on)} as everywhere
    where ${
      'brokerId' in whose
        ? sql`broker_id = ${whose.brokerId}`
        : sql`pooled_account_id = ${whose.pooledAccountId}`
    }`;
}

/** What each share of the arrangements `placed` has on a day: share_id, held, to_return. */
export function moneyByShare({ sql }: Tx, on: string): Fragment {
  return sql`
    select a.subject as share_id, a.arrangement_id,
      coalesce(sum(m.amount) filter (where c.kind = 'held'), 0.00) as held,
      coalesce(sum(m.amount) filter (where c.kind = 'to_return'), 0.00) as to_return
    from placed p
    join accounts a on a.arrangement_id = p.arrangement_id
    join account_classes c on c.id = a.class and c.kind in ('held', 'to_return')
    join (
      select to_account as account_id, amount from transfers where effective_on <= ${on}::date
      union all
      select from_account, -amount from transfers where effective_on <= ${on}::date
    ) as m on m.account_id = a.id
    group by a.subject, a.arrangement_id`;
}

/** What each arrangement comes to: those in force on the day, and those that still have money. */
function moneyByArrangement({ sql }: Tx, on: string): Fragment {
  return sql`
    select p.arrangement_id as id, p.beneficiary_id, p.pooled_account_id, b.reference,
      coalesce(m.held, 0.00) as held, coalesce(m.to_return, 0.00) as to_return
    from placed p
    join beneficiaries b on b.id = p.beneficiary_id
    left join (
      select arrangement_id, sum(held) as held, sum(to_return) as to_return
      from by_share group by arrangement_id
    ) as m on m.arrangement_id = p.arrangement_id
    left join (
      select distinct on (g.arrangement_id) g.arrangement_id, g.change from agreements g
      join agreement_decisions d on d.agreement_id = g.id
      where g.effective_on <= ${on}::date order by g.arrangement_id, g.version desc
    ) as v on v.arrangement_id = p.arrangement_id
    where v.change <> 'end' or m.held <> 0 or m.to_return <> 0`;
}

/** The shares of arrangement `l.id` that have a sum of their own, in the agreed order. */
const sharesShown = ({ sql }: Tx): Fragment => sql`coalesce((
  select jsonb_agg(jsonb_build_object('shareId', s.id, 'source', s.source,
    'funderId', s.funder_id, 'funder', f.name, 'held', coalesce(x.held, 0.00)::text,
    'toReturn', coalesce(x.to_return, 0.00)::text) order by s.position)
  from shares s
  left join funders f on f.id = s.funder_id
  left join by_share x on x.share_id = s.id
  where s.arrangement_id = l.id), '[]')`;

/** One line of the list for audit: a person's share of the account. */
export interface PersonLine {
  readonly reference: string;
  readonly arrangement: string;
  readonly source: string;
  readonly funder: string | null;
  readonly held: string;
  readonly toReturn: string;
}

/** The lines of the list for audit, in the order of the list, in batches. */
export async function* personLines(
  tx: Tx,
  whose: Whose,
  on: string,
  stop: AbortSignal,
): AsyncGenerator<PersonLine[]> {
  for (let after: string | undefined; ;) {
    const { items } = await peopleServed(tx, whose, { on, after, limit: BATCH });
    const batch = items.slice(0, BATCH);
    if (batch.length > 0) yield batch.flatMap(linesOf);
    if (items.length <= BATCH || stop.aborted) return;
    after = peopleCursor(batch.at(-1)!);
  }
}

const BATCH = 5000;

const linesOf = (row: PersonServed): PersonLine[] =>
  row.shares.map((share) => ({
    reference: row.reference,
    arrangement: row.arrangementId,
    source: share.source,
    funder: share.funder,
    held: share.held,
    toReturn: share.toReturn,
  }));
