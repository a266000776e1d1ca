import type { Tx } from '../database/transactions.ts';
import type { RulesInForce } from '../law/rules.ts';
import { rulesOn } from '../law/store.ts';
import { SECTORS, type Sector } from '../ledger/accounts.ts';
import { Problem, notFound } from '../problem.ts';
import { documentsBy, type ListedDocument } from './document-store.ts';
import { agesOf } from './rules.ts';

type Day = Temporal.PlainDate;
/** What documents are judged by: whose arrangement it is, and which sectors pay for it. */
export interface Subject {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly sectors: readonly Sector[];
  readonly bornOn: Day | null;
}

/** An arrangement the caller may see, or not found. */
export async function subjectOf(tx: Tx, arrangementId: string): Promise<Subject> {
  const [row] = await tx.sql<
    { id: string; beneficiaryId: string; sectors: Sector[]; bornOn: string | null }[]
  >`
    select a.id, a.beneficiary_id as "beneficiaryId", p.born_on as "bornOn", (
      select coalesce(jsonb_agg(distinct s.source), '[]') from shares s
      where s.arrangement_id = a.id and s.source not in ('contribution', 'top_up')) as sectors
    from arrangements a left join personal_details p on p.beneficiary_id = a.beneficiary_id
    where a.id = ${arrangementId}`;
  if (row === undefined) throw notFound();
  return { ...row, bornOn: row.bornOn === null ? null : Temporal.PlainDate.from(row.bornOn) };
}

/** A document the caller may see, or not found. */
export async function documentOf(tx: Tx, id: string): Promise<ListedDocument> {
  const [row] = await documentsBy(tx, { id });
  if (row === undefined) throw notFound();
  return row;
}

/** The rules of a day that was asked about, as long as they say from which age who decides. */
export async function rulesKnownOn(tx: Tx, on: Day): Promise<RulesInForce> {
  const rules = await rulesOn(tx, on);
  try {
    for (const sector of SECTORS) agesOf(sector, rules);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Problem('invalid-request', 'No rules are known for that day.', {
      errors: [{ where: 'query.on', message: `No rules are known for ${on.toString()}.` }],
    });
  }
  return rules;
}
