import { decideAloneOnAll } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { letGoBelowZero } from '../ledger/below-zero.ts';
import { money } from '../money.ts';
import type { Overdrawing } from './overdrawing-rules.ts';

/** What must be decided by one at a time about the exceptions of an arrangement. */
export const overdrawingOf = (arrangementId: string): string => `overdrawing of ${arrangementId}`;

interface Row {
  readonly arrangementId: string;
  readonly fromOn: string;
  readonly untilOn: string;
  readonly most: string;
  readonly firstPublic: number;
  readonly firstOpen: string | null;
}

/**
 * The overdrawings of arrangements that have not ended. Nobody else spends under them, or ends them,
 * until the transaction is over: the guard lets their accounts go below zero, so two at once could
 * each take all that is allowed.
 *
 * @returns them by arrangement
 */
export async function overdrawingsInForce(
  tx: Tx,
  arrangementIds: readonly string[],
): Promise<Map<string, Overdrawing>> {
  const some = await openOnes(tx, arrangementIds);
  if (some.length === 0) return new Map();
  const ids = some.map((row) => row.arrangementId);
  await decideAloneOnAll(tx, ids.map(overdrawingOf));
  const rows = await openOnes(tx, ids);
  // A share that was added since the exception was allowed is held to it like the others.
  await letGoBelowZero(
    tx,
    rows.map((row) => row.arrangementId),
    true,
  );
  return new Map(
    rows.map(({ arrangementId, ...row }) => [
      arrangementId,
      {
        fromOn: Temporal.PlainDate.from(row.fromOn),
        untilOn: Temporal.PlainDate.from(row.untilOn),
        most: money(row.most),
        firstPublic: row.firstPublic,
        firstOpen: row.firstOpen === null ? null : Temporal.PlainDate.from(row.firstOpen),
      },
    ]),
  );
}

async function openOnes(tx: Tx, ids: readonly string[]): Promise<Row[]> {
  return tx.sql<Row[]>`
    select o.arrangement_id as "arrangementId", o.from_on as "fromOn", o.until_on as "untilOn",
      o.most, (
        select greatest(min(place) filter (where funder_id is not null), 0)::int from (
          select s.funder_id, row_number() over (order by s.position) - 1 as place
          from shares s join accounts a on a.subject = s.id
          join account_classes c on c.id = a.class and c.kind = 'held'
          where s.arrangement_id = o.arrangement_id) as placed) as "firstPublic",
      (select max(closed_through) + 1 from period_closings) as "firstOpen"
    from overdrawings o
    where o.arrangement_id in (
        select w::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as w)
      and not exists (select from overdrawing_endings e where e.overdrawing_id = o.id)`;
}
