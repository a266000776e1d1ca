import {
  agreedVersions,
  inForceOn,
  loadVersions,
  type Versioned,
} from '../../budgets/version-store.ts';
import type { Tx } from '../../database/transactions.ts';
import type { Holding, Sector } from '../../ledger/accounts.ts';
import { closedThrough } from '../../ledger/periods.ts';
import { Decimal, ZERO, money, type Decimal as Amount } from '../../money.ts';
import type { PayingShare } from './split-rules.ts';

/** An arrangement whose holder or broker pays back, with its public shares in the agreed order. */
export interface Payer {
  readonly arrangementId: string;
  readonly kind: Holding;
  readonly shares: readonly PayingShare[];
}

interface Row {
  readonly arrangementId: string;
  readonly id: string;
  readonly sector: Sector;
  readonly held: string;
}

/**
 * Arrangements by their identifiers, those that are not known left out: what each public share can
 * pay back on a day, and its weight in the version that holds then. Where the books are closed on
 * that day, what can leave on the first open day counts, for that is when it leaves.
 */
export async function payersOn(
  tx: Tx,
  ids: readonly string[],
  on: Temporal.PlainDate,
): Promise<Map<string, Payer>> {
  if (ids.length === 0) return new Map();
  const versions = await loadVersions(tx, ids);
  const rows = await heldFrom(tx, ids, await firstOpenFrom(tx, on));
  const held = Map.groupBy(rows, (row) => row.arrangementId);
  return new Map(
    [...versions.values()].map((one) => {
      const weights = weightsOn(one, on);
      const shares = (held.get(one.arrangementId) ?? []).map((row) => ({
        id: row.id,
        sector: row.sector,
        held: Decimal.max(money(row.held), ZERO),
        weight: weights.get(row.id) ?? ZERO,
      }));
      return [one.arrangementId, { arrangementId: one.arrangementId, kind: one.kind, shares }];
    }),
  );
}

/** The day itself, or the first that is not closed. */
async function firstOpenFrom(tx: Tx, on: Temporal.PlainDate): Promise<Temporal.PlainDate> {
  const through = await closedThrough(tx);
  if (through === null || on.toString() > through) return on;
  return Temporal.PlainDate.from(through).add({ days: 1 });
}

/** How the version in force on a day weighs the shares. An end has no shares: what ended counts. */
function weightsOn(one: Versioned, on: Temporal.PlainDate): Map<string, Amount> {
  const version = inForceOn(
    agreedVersions(one).filter((agreed) => !agreed.ends),
    on,
  );
  return new Map((version?.shares ?? []).map((share) => [share.shareId, share.weight]));
}

/** The least that each public share holds on a day and on any day after it. */
async function heldFrom(tx: Tx, ids: readonly string[], on: Temporal.PlainDate): Promise<Row[]> {
  const day = on.toString();
  return tx.sql<Row[]>`
    with mine as materialized (
      select s.arrangement_id, s.id, s.position, s.source, h.id as account
      from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as w(id)
      join arrangements a on a.id = w.id::uuid
      join shares s on s.arrangement_id = a.id and s.funder_id is not null
      join account_classes c on c.name = 'held/' || a.kind || '/' || s.source
      left join accounts h on h.class = c.id and h.subject = s.id
    ), sides as (
      select m.id, t.effective_on, t.amount from mine m join transfers t on t.to_account = m.account
      union all
      select m.id, t.effective_on, -t.amount from mine m
      join transfers t on t.from_account = m.account
    ), running as (
      select id, effective_on, sum(sum(amount)) over (partition by id order by effective_on) as balance
      from sides group by id, effective_on
    )
    select m.arrangement_id as "arrangementId", m.id, m.source as sector,
      least(
        coalesce((select r.balance from running r where r.id = m.id and r.effective_on <= ${day}::date
          order by r.effective_on desc limit 1), 0.00),
        (select min(r.balance) from running r where r.id = m.id and r.effective_on > ${day}::date)
      )::numeric(14, 2)::text as held
    from mine m order by m.arrangement_id, m.position`;
}
