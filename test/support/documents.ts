import { usualDocuments, holdersOf } from '../../src/demonstration/documents.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { addDocuments } from '../../src/documents/document-store.ts';
import { RulesInForce, type Rule } from '../../src/law/rules.ts';
import { rulesOn } from '../../src/law/store.ts';
import type { Sector } from '../../src/ledger/accounts.ts';
import { ok, type Staff } from './book.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const EVER = day('2100-01-01');

const AGES: readonly (readonly [string, Sector, string, Rule['unit']])[] = [
  ['own_consent_from', 'education', 'end_of_compulsory_school_age', 'choice'],
  ['own_consent_from', 'health', '16', 'years'],
  ['own_consent_from', 'social_care', '16', 'years'],
  ['adult_from', 'social_care', '18', 'years'],
  ['plan_until', 'education', '25', 'years'],
];

/** The ages of today's law, without a database; `other` replaces values by `name/sector`. */
export function agesInForce(other: Readonly<Record<string, [string, Rule['unit']]>> = {}) {
  const rules = AGES.map(([name, sector, value, unit]): Rule => {
    const [changed, changedUnit] = other[`${name}/${sector}`] ?? [value, unit];
    return {
      id: `${name}/${sector}`,
      name,
      sector,
      effectiveOn: '2009-11-01',
      revision: 1,
      value: changed,
      unit: changedUnit,
      meaning: '',
      source: '',
      confidence: 'verified',
    };
  });
  return new RulesInForce(day('2026-04-15'), rules);
}

export interface PutOnFile {
  /** All sectors of the arrangement, unless given. */
  readonly sectors?: readonly Sector[];
  /** From 2020 on, unless given. */
  readonly fromOn?: string;
  /** Kinds that are not put on file. */
  readonly leaveOut?: readonly string[];
}

/**
 * Puts on file, through the API, what a payment to a parent, a nominee or a broker needs before and
 * after the young person comes to decide, on premises and within a household too.
 */
export async function putOnFile(
  staff: Staff,
  arrangementId: string,
  { sectors, fromOn = '2020-01-01', leaveOut = [] }: PutOnFile = {},
): Promise<string[]> {
  const arrangement = await ok(staff.caseworker.get(`/arrangements/${arrangementId}`), 200);
  const { beneficiaryId } = arrangement;
  const person = await ok(staff.caseworker.get(`/beneficiaries/${beneficiaryId}`), 200);
  const sources: string[] = arrangement.shares.map((share: { source: string }) => share.source);
  const own = (['education', 'health', 'social_care'] as const).filter((one) =>
    sources.includes(one),
  );
  const holder = {
    arrangementId,
    beneficiaryId,
    sectors: sectors ?? own,
    bornOn: day(person.bornOn),
    recipient: null,
  };
  const documents = everything(holder, fromOn)
    .filter((one) => !leaveOut.includes(one.kind))
    .map(({ arrangementId: _a, beneficiaryId: _b, ...document }) => document);
  const { ids } = await ok(
    staff.caseworker.post(`/arrangements/${arrangementId}/documents`, { documents }),
  );
  return ids;
}

/** The same for many arrangements, straight into the book. @returns how many documents. */
export async function putOnFileSql(
  tx: Tx,
  arrangementIds: readonly string[],
  { fromOn = '2020-01-01', leaveOut = [] }: Omit<PutOnFile, 'sectors'> = {},
): Promise<number> {
  const holders = await holdersOf(tx, arrangementIds);
  const rules = await rulesOn(tx, tx.scope.today);
  const documents = holders
    .flatMap((holder) => everything({ ...holder, recipient: null }, fromOn, rules))
    .filter((one) => !leaveOut.includes(one.kind));
  return (await addDocuments(tx, documents)).length;
}

type Holder = Parameters<typeof usualDocuments>[0];

function everything(holder: Holder, fromOn: string, rules = agesInForce()) {
  const { arrangementId, beneficiaryId, sectors } = holder;
  const always = { arrangementId, beneficiaryId, givenOn: fromOn, fromOn };
  const detail = 'Nobody else can meet the need.';
  const school = sectors.filter((one) => one === 'education');
  return [
    ...usualDocuments(holder, rules, { fromOn: day(fromOn), decidingBy: EVER }),
    { ...always, sectors, kind: 'household_necessity', givenBy: 'authority', detail },
    ...(school.length === 0
      ? []
      : [{ ...always, sectors: school, kind: 'setting_agreement', givenBy: 'setting' }]),
  ];
}
