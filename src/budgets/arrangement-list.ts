import type { Tx } from '../database/transactions.ts';
import type { Holding } from '../ledger/accounts.ts';
import { money } from '../money.ts';
import { sufficiency } from './items.ts';
import type { Basis, Change } from './versions.ts';

export interface ShareOfVersion {
  readonly id: string;
  readonly source: string;
  readonly funderId: string | null;
  readonly funder: string | null;
  readonly basis: Basis;
  readonly fraction: string | null;
  readonly upTo: string | null;
  readonly fixed: string | null;
  readonly weekly: string | null;
  readonly paid: string | null;
  readonly amount: string;
}

/** One version as it is shown. */
export interface ShownVersion {
  readonly id: string;
  readonly version: number;
  readonly change: Change;
  readonly state: 'proposed' | 'agreed' | 'refused';
  readonly effectiveOn: string;
  readonly amount: string;
  readonly agreedTotal: string;
  readonly items: readonly { readonly cost: string }[];
  readonly warnings: readonly { code: string; message: string }[];
}

export interface ArrangementRow {
  readonly id: string;
  readonly budgetId: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  readonly purpose: string;
  readonly payeeId: string | null;
  readonly shares: readonly ShareOfVersion[];
  readonly agreement: ShownVersion;
}

type Which =
  | { readonly id: string }
  | { readonly budgetId: string }
  /** What was in force on a day, as known up to an entry. */
  | { readonly budgetId: string; readonly on: string; readonly knownThrough: string | null };

const MOST = 200;

/** Arrangements that the caller may see, with one version of each: the latest, or that of a day. */
export async function arrangementsBy(tx: Tx, by: Which): Promise<ArrangementRow[]> {
  const { sql } = tx;
  const known = 'on' in by ? (by.knownThrough ?? '9223372036854775807') : '0';
  const wanted =
    'on' in by
      ? sql`select v.* from agreements v join agreement_decisions k on k.agreement_id = v.id
          where v.arrangement_id = a.id and k.entry_id <= ${known}
          order by (v.effective_on <= ${by.on}::date) desc,
            case when v.effective_on <= ${by.on}::date then -v.version else v.version end limit 1`
      : sql`select * from agreements v where v.arrangement_id = a.id order by v.version desc limit 1`;
  const rows = await sql<ArrangementRow[]>`
    select a.id, a.budget_id as "budgetId", a.beneficiary_id as "beneficiaryId", a.kind, a.purpose,
      a.payee_id as "payeeId", ${sharesOf(tx)} as shares, ${versionOf(tx)} as agreement
    from arrangements a
    join lateral (${wanted}) g on true
    where ${'id' in by ? sql`a.id = ${by.id}` : sql`a.budget_id = ${by.budgetId}`}
    order by a.recorded_at, a.id limit ${MOST}`;
  return rows.map((row) => ({ ...row, agreement: withWarnings(row.agreement) }));
}

/** Every version of an arrangement, the first one first. */
export async function versionsOf(
  tx: Tx,
  arrangementId: string,
): Promise<(ShownVersion & { shares: readonly ShareOfVersion[] })[]> {
  const rows = await tx.sql<{ version: ShownVersion; shares: readonly ShareOfVersion[] }[]>`
    select ${versionOf(tx)} as version, ${sharesOf(tx)} as shares
    from agreements g join arrangements a on a.id = g.arrangement_id
    where a.id = ${arrangementId} order by g.version limit ${MOST}`;
  return rows.map((row) => ({ ...withWarnings(row.version), shares: row.shares }));
}

type WithFunders = ShownVersion & {
  readonly aboveDecided?: null | readonly { funder: string; agreed: string; share: string }[];
};

function withWarnings<T extends WithFunders>({ aboveDecided, ...version }: T) {
  const costs = version.items.map((item) => ({ cost: money(item.cost) }));
  const short = version.change === 'end' ? null : sufficiency(money(version.amount), costs);
  const above = (aboveDecided ?? []).map(({ funder, agreed, share }) => ({
    code: 'above_what_the_funder_agreed',
    message: `${funder} agreed to ${agreed} on the request, and its share here is ${share}.`,
  }));
  return { ...version, warnings: [...(short === null ? [] : [short]), ...above] };
}

/** The shares of version `g` of arrangement `a`, in the agreed order. */
const sharesOf = ({ sql }: Tx) => sql`(
  select jsonb_agg(jsonb_build_object('id', s.id, 'source', s.source, 'funderId', s.funder_id,
    'funder', f.name, 'basis', x.basis, 'fraction', x.numerator || '/' || x.denominator,
    'upTo', x.up_to::text, 'fixed', x.fixed::text, 'weekly', x.weekly::text, 'paid', x.paid,
    'amount', x.amount::text) order by s.position)
  from shares s join agreement_shares x on x.share_id = s.id and x.agreement_id = g.id
  left join funders f on f.id = s.funder_id
  where s.arrangement_id = a.id)`;

/** Version `g` itself. */
const versionOf = ({ sql }: Tx) => sql`jsonb_build_object('id', g.id, 'version', g.version,
  'change', g.change, 'state', case
    when exists (select from agreement_decisions d where d.agreement_id = g.id) then 'agreed'
    when exists (select from agreement_refusals r where r.agreement_id = g.id) then 'refused'
    else 'proposed' end,
  'effectiveOn', g.effective_on, 'amount', g.amount::text, 'agreedTotal', g.agreed_total::text,
  'weekly', g.weekly::text, 'every', g.every, 'firstPeriodOn', g.first_period_on,
  'instalments', g.instalments, 'terms', g.terms, 'paid', g.paid,
  'remainder', g.remainder, 'weeksInYear', g.weeks_in_year,
  'sameHousehold', g.same_household, 'reason', g.reason, 'withoutNotice', g.without_notice,
  'notice', (select jsonb_build_object('id', n.id, 'givenOn', n.given_on,
    'takesEffectOn', n.takes_effect_on) from notices n where n.agreement_id = g.id),
  'aboveDecided', (select jsonb_agg(jsonb_build_object('funder', f.name, 'agreed', k.amount::text,
      'share', x.amount::text) order by s.position)
    from budgets b join funder_decisions k on k.request_id = b.request_id and k.outcome = 'agreed'
      and not exists (select from funder_decisions l where l.request_id = k.request_id
        and l.funder_id = k.funder_id and l.number > k.number)
    join shares s on s.arrangement_id = a.id and s.funder_id = k.funder_id
    join agreement_shares x on x.agreement_id = g.id and x.share_id = s.id and x.amount > k.amount
    join funders f on f.id = k.funder_id
    where b.id = a.budget_id),
  'proposedAt', g.proposed_at, 'decidedAt', coalesce(
    (select d.decided_at from agreement_decisions d where d.agreement_id = g.id),
    (select r.decided_at from agreement_refusals r where r.agreement_id = g.id)),
  'items', coalesce((select jsonb_agg(jsonb_build_object('provisionItemId', i.provision_item_id,
    'section', p.section, 'provision', p.provision, 'outcome', p.outcome, 'nature', i.nature,
    'description', i.description, 'quantity', trim_scale(i.quantity)::text, 'unit', i.unit,
    'times', trim_scale(i.times)::text, 'frequency', i.frequency, 'unitCost', i.unit_cost::text,
    'costBasis', i.cost_basis, 'cost', i.cost::text, 'setting', i.setting,
    'funderId', i.funder_id, 'service', case when s.id is not null
      then jsonb_build_object('id', s.id, 'name', s.name) end) order by i.position)
    from budget_items i join provision_items p on p.id = i.provision_item_id
    left join scope_services s on s.id = i.scope_service_id
    where i.agreement_id = g.id), '[]'))`;
