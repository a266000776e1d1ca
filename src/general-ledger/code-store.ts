import { randomUUID } from 'node:crypto';
import { decideAlone } from '../database/lock.ts';
import type { Fragment, Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { codeFields, type AskedCode, type ClassFacts, type FunderFacts } from './rules.ts';

/** Codes and feeds are decided about one after the other: a feed's codes are those set before it. */
export const generalLedgerAlone = (tx: Tx): Promise<void> => decideAlone(tx, 'general ledger');

/** Every class of account, by name. */
export async function classesByName({ sql }: Tx): Promise<Map<string, ClassFacts>> {
  const rows = await sql<ClassFacts[]>`select id, name, book, source from account_classes`;
  return new Map(rows.map((row) => [row.name, row]));
}

/** Every funder, by identifier. */
export async function fundersById({ sql }: Tx): Promise<Map<string, FunderFacts>> {
  const rows = await sql<FunderFacts[]>`select id, sector from funders`;
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * The code for a class of account `c.id` and a funder `f.id` on a day, as a query of one row at
 * most: the funder's own, or else the one for all funders; of several the one from the latest day,
 * and of those its last revision.
 *
 * @param before only those set before an entry, as a part of a statement
 */
export function codeOn({ sql }: Tx, day: Fragment, before: Fragment | null = null): Fragment {
  return sql`
    select v.* from general_ledger_codes v
    where v.account_class = c.id and (v.funder_id = f.id or v.funder_id is null)
      and v.from_on <= ${day} ${before === null ? sql`` : sql`and v.entry_id < ${before}`}
    order by v.funder_id is null, v.from_on desc, v.revision desc limit 1`;
}

interface NewCode extends AskedCode {
  readonly id: string;
  readonly fromOn: string;
  readonly revision: number;
  readonly setBy: string;
  readonly classId: number;
}

/**
 * Sets codes from a day on, as a set. What has a code from that day already gets a later revision of
 * it, and what has this very code and name from that day stays as it is.
 *
 * @returns how many were set
 */
export async function setCodes(
  tx: Tx,
  fromOn: string,
  asked: readonly (AskedCode & { readonly classId: number })[],
): Promise<number> {
  await generalLedgerAlone(tx);
  const there = await codesOfDay(tx, fromOn);
  const added = asked.flatMap((one): NewCode[] => {
    const before = there.get(`${one.classId} ${one.funderId}`);
    if (before?.code === one.code && before.name === one.name) return [];
    const revision = (before?.revision ?? 0) + 1;
    return [{ ...one, id: randomUUID(), fromOn, revision, setBy: tx.scope.user }];
  });
  if (added.length === 0) return 0;
  const entries = await recordDecisions(
    tx,
    added.map((one) => ({
      key: `general_ledger_code:${one.id}`,
      reason: 'general_ledger_code_set',
      fields: codeFields(one),
    })),
  );
  const rows = added.map((one, n) => ({ ...one, entry: entries[n]! }));
  await tx.sql`
    insert into general_ledger_codes (id, account_class, funder_id, from_on, revision, code, name,
      set_by, entry_id)
    select id, "classId", "funderId", "fromOn", revision, code, name, "setBy", entry
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as w(id uuid, "classId" smallint,
      "funderId" uuid, "fromOn" date, revision int, code text, name text, "setBy" uuid,
      entry bigint)`;
  return rows.length;
}

/** The last revision of each code from a day, by class and funder. */
async function codesOfDay({ sql }: Tx, fromOn: string) {
  const rows = await sql<
    { classId: number; funderId: string | null; revision: number; code: string; name: string }[]
  >`
    select distinct on (account_class, funder_id) account_class as "classId",
      funder_id as "funderId", revision, code, name
    from general_ledger_codes where from_on = ${fromOn}
    order by account_class, funder_id, revision desc`;
  return new Map(rows.map((row) => [`${row.classId} ${row.funderId}`, row]));
}

/** What a class and a funder have for a code on a day. */
export interface CodeRow {
  readonly class: string;
  readonly funderId: string | null;
  readonly funder: string | null;
  readonly code: string | null;
  readonly name: string | null;
  /** Whose code it is: the funder's own, or that of the class for all funders. */
  readonly of: 'funder' | 'class' | null;
  readonly fromOn: string | null;
  readonly revision: number | null;
  readonly setBy: string | null;
  readonly entry: string | null;
}

type CodeRowOfList = CodeRow & { readonly classId: number };

/** The cursor of the list of codes: the class's number and the funder. */
export const CODE_CURSOR = /^\d{1,5}_(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/;
export const cursorOfCode = ({ classId, funderId }: CodeRowOfList): string =>
  `${classId}_${funderId ?? ''}`;

/**
 * The code on a day for every class of the money book and, where it is of a sector, every funder of
 * it, those without one too; as many as asked for and one more.
 */
export async function codesOn(
  tx: Tx,
  day: string,
  by: {
    readonly named?: boolean | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<CodeRowOfList[]> {
  const { sql } = tx;
  const [after, funder = ''] = by.after?.split('_') ?? [];
  const { named } = by;
  return sql<CodeRowOfList[]>`
    select c.id as "classId", c.name as class, f.id as "funderId", f.name as funder, v.code, v.name,
      case when v.id is null then null when v.funder_id is null then 'class' else 'funder' end as of,
      v.from_on as "fromOn", v.revision, v.set_by as "setBy", v.entry_id as entry
    from account_classes c
    left join funders f on f.sector = c.source
    left join lateral (${codeOn(tx, sql`${day}::date`)}) as v on true
    where c.book = 'money' ${named === undefined ? sql`` : sql`and (v.id is not null) = ${named}`}
      ${after === undefined ? sql`` : sql`and (c.id, coalesce(f.id::text, '')) > (${after}::int, ${funder})`}
    order by c.id, coalesce(f.id::text, '') limit ${by.limit + 1}`;
}

/** A code as it was set. */
export interface CodeVersion {
  readonly id: string;
  readonly class: string;
  readonly funderId: string | null;
  readonly fromOn: string;
  readonly revision: number;
  readonly code: string;
  readonly name: string;
  readonly setBy: string;
  readonly setAt: string;
  readonly entry: string;
}

/** Codes as they were set, the last first, as many as asked for and one more. */
export async function codeVersions(
  { sql }: Tx,
  by: { readonly after?: string | undefined; readonly limit: number },
): Promise<CodeVersion[]> {
  return sql<CodeVersion[]>`
    select v.id, c.name as class, v.funder_id as "funderId", v.from_on as "fromOn", v.revision,
      v.code, v.name, v.set_by as "setBy", to_json(v.set_at) #>> '{}' as "setAt",
      v.entry_id as entry
    from general_ledger_codes v join account_classes c on c.id = v.account_class
    where ${by.after === undefined ? sql`true` : sql`v.entry_id < ${by.after}::bigint`}
    order by v.entry_id desc limit ${by.limit + 1}`;
}
