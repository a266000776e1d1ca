import { recordDecisions } from '../../ledger/decision.ts';
import type { Tx } from '../../database/transactions.ts';

/** Where a sign-off stands. */
export const STATES = ['prepared', 'signed', 'reopened'] as const;
export type State = (typeof STATES)[number];

/** A sign-off as it was written down. Amounts and days are text; moments are UTC. */
export interface SignOff {
  readonly id: string;
  readonly bankAccountId: string;
  readonly throughOn: string;
  readonly statementId: string;
  readonly ledger: string;
  readonly notOnStatement: string;
  readonly statement: string;
  readonly inTransit: string;
  /** The bank's lines of the days that no sign-off before has, without those it sent twice. */
  readonly lines: number;
  /** The digest of the statement of reconciliation as CSV, in hex. */
  readonly sha256: string;
  readonly preparedBy: string;
  readonly preparedAt: string;
  readonly entry: string;
  readonly state: State;
  readonly approval: { readonly by: string; readonly at: string; readonly entry: string } | null;
  readonly reopening: {
    readonly by: string;
    readonly at: string;
    readonly reason: string;
    readonly note: string;
    readonly entry: string;
  } | null;
}

/** What one person prepares. */
export type NewSignOff = Omit<SignOff, 'preparedBy' | 'entry' | 'state' | 'approval' | 'reopening'>;

/** The facts that the digest of a sign-off covers. */
export function signOffFields(one: Omit<SignOff, 'entry' | 'state' | 'approval' | 'reopening'>) {
  return [
    'bank-sign-off-1',
    one.id,
    one.bankAccountId,
    one.throughOn,
    one.statementId,
    one.ledger,
    one.notOnStatement,
    one.statement,
    one.inTransit,
    String(one.lines),
    one.sha256,
    one.preparedBy,
    one.preparedAt,
  ];
}

/** The facts that the digest of an approval covers. */
export function approvalFields(one: { id: string; sha256: string; approvedBy: string }): string[] {
  return ['bank-sign-off-approval-1', one.id, one.sha256, one.approvedBy];
}

/** The facts that the digest of a reopening covers. */
export function reopeningFields(one: {
  id: string;
  reason: string;
  note: string;
  reopenedBy: string;
}): string[] {
  return ['bank-sign-off-reopening-1', one.id, one.reason, one.note, one.reopenedBy];
}

/** Writes down what one person prepared, with its decision in the journal. */
export async function addSignOff(tx: Tx, one: NewSignOff): Promise<void> {
  const preparedBy = tx.scope.user;
  const fields = signOffFields({ ...one, preparedBy });
  const [entry] = await recordDecisions(tx, [
    { key: `sign_off:${one.id}`, reason: 'bank_sign_off_prepared', fields },
  ]);
  await tx.sql`
    insert into bank_sign_offs (id, bank_account_id, through_on, statement_id, ledger,
      not_on_statement, statement, in_transit, lines, sha256, prepared_by, prepared_at, entry_id)
    values (${one.id}, ${one.bankAccountId}, ${one.throughOn}, ${one.statementId}, ${one.ledger},
      ${one.notOnStatement}, ${one.statement}, ${one.inTransit}, ${one.lines},
      decode(${one.sha256}, 'hex'), ${preparedBy}, ${one.preparedAt}, ${entry!})`;
}

/** Writes down that a second person signed it. */
export async function addApproval(tx: Tx, one: SignOff): Promise<void> {
  const approvedBy = tx.scope.user;
  const fields = approvalFields({ id: one.id, sha256: one.sha256, approvedBy });
  const [entry] = await recordDecisions(tx, [
    { key: `sign_off_approval:${one.id}`, reason: 'bank_sign_off_approved', fields },
  ]);
  await tx.sql`
    insert into bank_sign_off_approvals (sign_off_id, prepared_by, approved_by, approved_at,
      entry_id)
    values (${one.id}, ${one.preparedBy}, ${approvedBy}, clock_timestamp(), ${entry!})`;
}

/** Writes down that it is opened again, or was not signed. */
export async function addReopening(
  tx: Tx,
  { id }: SignOff,
  { reason, note }: { reason: string; note: string },
): Promise<void> {
  const fields = reopeningFields({ id, reason, note, reopenedBy: tx.scope.user });
  const [entry] = await recordDecisions(tx, [
    { key: `sign_off_reopening:${id}`, reason: 'bank_sign_off_reopened', fields },
  ]);
  await tx.sql`
    insert into bank_sign_off_reopenings (sign_off_id, reason, note, reopened_by, reopened_at,
      entry_id)
    values (${id}, ${reason}, ${note}, ${tx.scope.user}, clock_timestamp(), ${entry!})`;
}

export type SignOffFilter =
  | { readonly id: string }
  | {
      readonly bankAccountId?: string | undefined;
      readonly state?: State | undefined;
      /** Those that stand: prepared or signed, and not reopened. */
      readonly live?: true;
      /** The day and the id of the last that was seen. */
      readonly after?: { readonly throughOn: string; readonly id: string } | undefined;
      readonly limit: number;
    };

/** Sign-offs, the latest day first, as many as asked for and one more. */
export async function listSignOffs({ sql }: Tx, by: SignOffFilter): Promise<SignOff[]> {
  const where =
    'id' in by
      ? sql`s.id = ${by.id}`
      : sql`true
        ${by.bankAccountId === undefined ? sql`` : sql`and s.bank_account_id = ${by.bankAccountId}`}
        ${by.live === true ? sql`and r.sign_off_id is null` : sql``}
        ${by.after === undefined ? sql`` : sql`and (s.through_on, s.id) < (${by.after.throughOn}::date, ${by.after.id}::uuid)`}`;
  const moment = (at: ReturnType<typeof sql>) =>
    sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return sql<SignOff[]>`
    select * from (
      select s.id, s.bank_account_id as "bankAccountId", s.through_on as "throughOn",
        s.statement_id as "statementId", s.ledger, s.not_on_statement as "notOnStatement",
        s.statement, s.in_transit as "inTransit", s.lines, encode(s.sha256, 'hex') as sha256,
        s.prepared_by as "preparedBy", ${moment(sql`s.prepared_at`)} as "preparedAt",
        s.entry_id as entry,
        case when r.sign_off_id is not null then 'reopened'
          when a.sign_off_id is not null then 'signed' else 'prepared' end as state,
        case when a.sign_off_id is not null then json_build_object('by', a.approved_by,
          'at', ${moment(sql`a.approved_at`)}, 'entry', a.entry_id::text) end as approval,
        case when r.sign_off_id is not null then json_build_object('by', r.reopened_by,
          'at', ${moment(sql`r.reopened_at`)}, 'reason', r.reason, 'note', r.note,
          'entry', r.entry_id::text) end as reopening
      from bank_sign_offs s
      left join bank_sign_off_approvals a on a.sign_off_id = s.id
      left join bank_sign_off_reopenings r on r.sign_off_id = s.id
      where ${where}
    ) as s
    ${'state' in by && by.state !== undefined ? sql`where state = ${by.state}` : sql``}
    order by "throughOn" desc, id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

/** The last sign-off of a bank account that stands, or null; prepared or signed. */
export async function lastLive(tx: Tx, bankAccountId: string): Promise<SignOff | null> {
  const [last] = await listSignOffs(tx, { bankAccountId, live: true, limit: 0 });
  return last ?? null;
}
