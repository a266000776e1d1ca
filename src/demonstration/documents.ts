import type { Tx } from '../database/transactions.ts';
import { addDocuments, type NewDocument } from '../documents/document-store.ts';
import type { DocumentKind, Giver } from '../documents/kinds.ts';
import { decidesFrom } from '../documents/rules.ts';
import type { RulesInForce } from '../law/rules.ts';
import { rulesOn } from '../law/store.ts';
import type { Sector } from '../ledger/accounts.ts';

type Day = Temporal.PlainDate;

/** Whose documents: an arrangement, the sectors that pay for it, and who is paid. */
export interface Holder {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly sectors: readonly Sector[];
  readonly bornOn: Day;
  /** Null stands for a parent, a nominee or a broker alike. */
  readonly recipient: string | null;
}

/** From when the documents hold, and who has come to decide for themselves. */
export interface OnFileFrom {
  readonly fromOn: Day;
  /** Young people who come to decide by this day have given their own documents. */
  readonly decidingBy: Day;
}

/**
 * The documents with which a parent, a nominee, a broker or the young person is paid, sector by
 * sector: whoever decides consents and nominates, and everything else is in order.
 */
export function usualDocuments(
  holder: Holder,
  rules: RulesInForce,
  { fromOn, decidingBy }: OnFileFrom,
): NewDocument[] {
  const { arrangementId, beneficiaryId, bornOn } = holder;
  return holder.sectors.flatMap((sector) => {
    const given = (kind: DocumentKind, givenBy: Giver, from = fromOn): NewDocument => ({
      arrangementId,
      beneficiaryId,
      sectors: [sector],
      kind,
      givenBy,
      givenOn: fromOn.toString(),
      fromOn: from.toString(),
    });
    const both = (givenBy: Giver, from: Day): NewDocument[] => [
      given('consent', givenBy, from),
      given('nomination', givenBy, from),
    ];
    const theirs = decidesFrom(bornOn, sector, rules);
    const parentDecides = Temporal.PlainDate.compare(fromOn, theirs) < 0;
    const from = parentDecides ? theirs : fromOn;
    const theyDecide = Temporal.PlainDate.compare(from, decidingBy) <= 0;
    return [
      ...(parentDecides ? both('parent', fromOn) : []),
      ...(theyDecide ? both('young_person', from) : []),
      ...agreedBy(holder).map((giver) => given('nominee_agreement', giver)),
      given('notice_of_conditions', 'authority'),
      given('conditions_accepted', (holder.recipient ?? 'parent') as Giver),
      given('not_excluded', 'authority'),
    ];
  });
}

const agreedBy = ({ recipient }: Holder): Giver[] =>
  (['nominee', 'broker'] as const).filter((one) => recipient === null || recipient === one);

/** The holders of arrangements that are paid, as far as documents are about them. */
export async function holdersOf(tx: Tx, arrangementIds: readonly string[]): Promise<Holder[]> {
  const rows = await tx.sql<(Omit<Holder, 'bornOn'> & { bornOn: string })[]>`
    select a.id as "arrangementId", a.beneficiary_id as "beneficiaryId", d.born_on as "bornOn",
      p.relationship as recipient, s.sectors
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) as w(id)
    join arrangements a on a.id = w.id::uuid
    join payees p on p.id = a.payee_id
    join personal_details d on d.beneficiary_id = a.beneficiary_id
    join lateral (select jsonb_agg(distinct source) as sectors from shares
      where arrangement_id = a.id and source not in ('contribution', 'top_up')) s on true
    where s.sectors is not null`;
  return rows.map((row) => ({ ...row, bornOn: Temporal.PlainDate.from(row.bornOn) }));
}

/** Puts the usual documents of arrangements on file, as a set. @returns how many. */
export async function putOnFile(
  tx: Tx,
  arrangementIds: readonly string[],
  from: OnFileFrom,
): Promise<number> {
  const rules = await rulesOn(tx, tx.scope.today);
  const holders = await holdersOf(tx, arrangementIds);
  const documents = holders.flatMap((holder) => usualDocuments(holder, rules, from));
  return (await addDocuments(tx, documents, rules.used())).length;
}
