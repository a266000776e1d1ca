import { decideAlone } from '../database/lock.ts';
import type { Tx, Fragment } from '../database/transactions.ts';
import { openAccounts } from '../ledger/accounts.ts';
import { postFrom } from '../ledger/post.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { wholeParts } from './owed.ts';

/** How many charges were made, and what they come to. Amounts as text, in pounds. */
export interface Charged {
  readonly upTo: string;
  readonly charges: number;
  readonly charged: string;
  readonly takenBack: string;
  readonly total: string;
}

/**
 * What is still to be charged of gross contributions, of periods that have begun by a day: what is
 * due of each, less what was charged of it. Columns: arrangement_id, beneficiary_id, share_id,
 * number, period_from, period_to, charge (which of the period), amount (signed), key.
 */
function toCharge(tx: Tx, upTo: string): Fragment {
  return tx.sql`
    select s.arrangement_id, s.beneficiary_id, c.*,
      'contribution_charge:' || c.share_id || ':' || c.number || ':' || c.charge as key
    from (
      select share_id, number, coalesce(d.period_from, c.period_from) as period_from,
        coalesce(d.period_to, c.period_to) as period_to, coalesce(c.charges, 0) + 1 as charge,
        coalesce(d.amount, 0.00) - coalesce(c.amount, 0.00) as amount
      from (
        select * from (${wholeParts(tx, upTo)}) as p where way = 'gross'
      ) as d full join (
        select share_id, number, period_from, period_to, max(charge) as charges,
          sum(amount) as amount
        from contribution_charges where period_from <= ${upTo}::date
        group by share_id, number, period_from, period_to
      ) as c using (share_id, number)
      where coalesce(d.amount, 0.00) <> coalesce(c.amount, 0.00)
    ) as c join shares s on s.id = c.share_id`;
}

/**
 * Charges every gross contribution whose period has begun by a day, once, and the difference where
 * what is due of a charged period has changed. No version that changes anything is agreed meanwhile;
 * a new arrangement that is agreed at this moment is charged by the next run.
 */
export async function chargeContributions(tx: Tx, upTo: string): Promise<Charged> {
  await decideAlone(tx, 'schedules');
  return joiningWhole(tx, async () => {
    await openAccountsToCharge(tx, upTo);
    await postCharges(tx, upTo);
    const [made] = await tx.sql<Charged[]>`
      with made as (
        insert into contribution_charges (arrangement_id, beneficiary_id, share_id, number, charge,
          period_from, period_to, amount, charged_by, entry_id)
        select c.arrangement_id, c.beneficiary_id, c.share_id, c.number, c.charge, c.period_from,
          c.period_to, c.amount, ${tx.scope.user}, e.id
        from (${toCharge(tx, upTo)}) as c join entries e on e.key = c.key
        returning amount
      )
      select ${upTo}::date as "upTo", count(*)::int as charges,
        coalesce(sum(amount) filter (where amount > 0), 0.00) as charged,
        coalesce(-sum(amount) filter (where amount < 0), 0.00) as "takenBack",
        coalesce(sum(amount), 0.00) as total
      from made`;
    return made!;
  });
}

async function openAccountsToCharge(tx: Tx, upTo: string): Promise<void> {
  const rows = await tx.sql<{ class: string; subject: string; beneficiaryId: string }[]>`
    select k.name as class, p.beneficiary_id as subject, p.beneficiary_id as "beneficiaryId"
    from (select distinct beneficiary_id from (${toCharge(tx, upTo)}) as c) as p
    cross join account_classes k
    left join accounts a on a.class = k.id and a.subject = p.beneficiary_id
    where k.name in ('contribution/contribution', 'contribution_due/contribution') and a.id is null`;
  await openAccounts(tx, rows);
}

/** One entry a charge, on the first day of its period; the other way round where it takes back. */
async function postCharges(tx: Tx, upTo: string): Promise<void> {
  await postFrom(
    tx,
    tx.sql`
      select (row_number() over (order by c.key))::int as n, c.key, k.id as kind,
        c.period_from as day, null::text as reason, null::bigint as reverses,
        null::bytea as evidence, 1::smallint as line,
        case when c.amount > 0 then own.id else due.id end as from_account,
        case when c.amount > 0 then due.id else own.id end as to_account, abs(c.amount) as amount
      from (${toCharge(tx, upTo)}) as c
      join entry_kinds k on k.name = 'contribution_due'
      join account_classes oc on oc.name = 'contribution/contribution'
      join accounts own on own.class = oc.id and own.subject = c.beneficiary_id
      join account_classes dc on dc.name = 'contribution_due/contribution'
      join accounts due on due.class = dc.id and due.subject = c.beneficiary_id`,
  );
}

export interface ChargeRow {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly arrangementId: string;
  readonly shareId: string;
  readonly number: number;
  readonly charge: number;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly chargedBy: string;
  readonly chargedAt: string;
  readonly entry: string;
}

export const CHARGE_CURSOR = /^[0-9a-f-]{36}_[0-9a-f-]{36}_\d{1,4}_\d{1,4}$/;

export const chargeCursor = (row: ChargeRow): string =>
  `${row.arrangementId}_${row.shareId}_${row.number}_${row.charge}`;

/** Charges in order of arrangement, share and period: one row more than the limit. */
export async function listCharges(
  { sql }: Tx,
  by: { arrangementId?: string | undefined; after?: string | undefined; limit: number },
): Promise<ChargeRow[]> {
  const [arrangement, share, number, charge] = by.after?.split('_') ?? [];
  return sql<ChargeRow[]>`
    select id, beneficiary_id as "beneficiaryId", arrangement_id as "arrangementId",
      share_id as "shareId", number, charge, period_from as "from", period_to as "to", amount,
      charged_by as "chargedBy", to_char(charged_at at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "chargedAt", entry_id as entry
    from contribution_charges
    where true
      ${by.arrangementId === undefined ? sql`` : sql`and arrangement_id = ${by.arrangementId}`}
      ${
        charge === undefined
          ? sql``
          : sql`and (arrangement_id, share_id, number, charge)
              > (${arrangement!}::uuid, ${share!}::uuid, ${number!}::int, ${charge}::int)`
      }
    order by arrangement_id, share_id, number, charge limit ${by.limit + 1}`;
}
