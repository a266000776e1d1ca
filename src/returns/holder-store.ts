import { pooledArrangementsOn } from '../brokers/pooled.ts';
import type { Tx } from '../database/transactions.ts';
import { Problem } from '../problem.ts';
import type { Period } from './read-row.ts';
import type { Served } from './rules.ts';

/** Whose account a return is about: a broker's pooled account, or that of one person's payee. */
export interface Holder {
  readonly pooledAccountId: string | null;
  readonly brokerId: string | null;
  readonly payeeId: string | null;
}

/** What a request names: one of both. */
export interface AskedHolder {
  readonly pooledAccountId?: string | undefined;
  readonly payeeId?: string | undefined;
}

/**
 * The account that a request names, where the caller may send and read its returns.
 * @throws Problem "record-unknown", the same whether there is no such account or it is another's
 */
export async function holderOf(
  tx: Tx,
  asked: AskedHolder,
  part: 'body' | 'query' = 'body',
): Promise<Holder> {
  const { pooledAccountId = null, payeeId = null } = asked;
  const [found] = await tx.sql<Holder[]>`
    select id as "pooledAccountId", broker_id as "brokerId", null as "payeeId"
    from pooled_accounts where id = ${pooledAccountId}
    union all
    select null, null, p.id from payees p
    where p.id = ${payeeId} and p.beneficiary_id is not null and ${ofOwnFamily(tx)}`;
  if (found !== undefined) return found;
  const where = payeeId === null ? 'pooledAccountId' : 'payeeId';
  throw new Problem('record-unknown', 'There is no such account.', {
    errors: [{ where: `${part}.${where}`, message: 'No account has this identifier.' }],
  });
}

/**
 * A condition on a payee that the statement calls `p`: a family sees the payees of its arrangements,
 * and sends and reads the returns only of those whose whole affairs it sees.
 */
export function ofOwnFamily({ sql, scope }: Tx) {
  return scope.kind === 'family'
    ? sql`p.beneficiary_id = any ((select my_whole_people())::uuid[])`
    : sql`true`;
}

/**
 * Which of some arrangements the account holds money of, on the first or the last day of a period.
 * What is not among them may not exist, or be somebody else's: nobody is told which.
 */
export async function servedBy(
  tx: Tx,
  { pooledAccountId, payeeId }: Holder,
  { from, to }: Period,
  arrangements: readonly string[],
): Promise<Map<string, Served>> {
  const { sql } = tx;
  const accountOn = (day: Temporal.PlainDate) =>
    sql`select o.arrangement_id from ${pooledArrangementsOn(tx, day.toString())} as o
      where o.pooled_account_id = ${pooledAccountId}`;
  const served =
    payeeId === null
      ? sql`${accountOn(from)} union ${accountOn(to)}`
      : sql`select a.id from arrangements a where a.payee_id = ${payeeId} and a.kind = 'direct'`;
  const rows = await sql<(Served & { id: string })[]>`
    select a.id, a.beneficiary_id as "beneficiaryId", b.reference
    from jsonb_array_elements_text(${JSON.stringify(arrangements)}::text::jsonb) w
    join arrangements a on a.id = w::uuid
    join beneficiaries b on b.id = a.beneficiary_id
    where a.id in (${served})`;
  return new Map(rows.map(({ id, ...one }) => [id, one]));
}

/** How strictly a return is checked: by the terms in force on its first day, standard if none. */
export async function tierOn(
  tx: Tx,
  { pooledAccountId, payeeId }: Holder,
  day: Temporal.PlainDate,
): Promise<'standard' | 'light_touch'> {
  const [terms] = await tx.sql<{ tier: 'standard' | 'light_touch' }[]>`
    select tier from return_terms
    where pooled_account_id is not distinct from ${pooledAccountId}::uuid
      and payee_id is not distinct from ${payeeId}::uuid and effective_on <= ${day.toString()}::date
    order by effective_on desc limit 1`;
  return terms?.tier ?? 'standard';
}
