import type { Tx } from '../database/transactions.ts';
import { everyBalance, startOf } from '../ledger/balances.ts';
import type { ColumnType, Table } from './columns.ts';
import type { DataFile, FileColumn, Position } from './data-files.ts';
import { textOf } from './literal.ts';

/** A day after every other: whatever has been posted has taken effect by then. */
const FOR_EVER = Temporal.PlainDate.from('9999-12-31');

type Names = Readonly<Record<'entry_kinds' | 'account_classes', string>>;

/** Columns that are written otherwise than their type says. */
export const OWN_EXPRESSIONS: Readonly<
  Record<string, (names: Names) => { type: ColumnType; expression: string }>
> = {
  'entries.kind': (names) => ({
    type: 'text',
    expression: `(${names.entry_kinds}::text[])[t.kind]`,
  }),
  'accounts.class': (names) => ({
    type: 'text',
    expression: `(${names.account_classes}::text[])[t.class]`,
  }),
  'bank_accounts.sort_code': () => ({
    type: 'id',
    expression: `regexp_replace(t.sort_code, '^(..)(..)(..)$', '\\1-\\2-\\3')`,
  }),
  'bank_accounts.account_number': () => ({ type: 'id', expression: 't.account_number' }),
};

/** Two people in one decision: the table, who was first, who was second, and when. */
const DECISIONS: readonly (readonly [table: string, first: string, second: string, at: string])[] =
  [
    ['agreement_decisions', 'proposed_by', 'decided_by', 'decided_at'],
    ['agreement_refusals', 'proposed_by', 'decided_by', 'decided_at'],
    ['arrangement_transfer_decisions', 'proposed_by', 'decided_by', 'decided_at'],
    ['uplift_decisions', 'drawn_up_by', 'decided_by', 'decided_at'],
    ['book_import_loads', 'recorded_by', 'loaded_by', 'loaded_at'],
    ['bank_details_checks', 'recorded_by', 'checked_by', 'checked_at'],
    ['pay_run_approvals', 'drawn_up_by', 'approved_by', 'approved_at'],
    ['invoice_steps', 'recorded_by', 'by', 'at'],
    ['recharge_issues', 'drawn_up_by', 'issued_by', 'issued_at'],
    ['review_outcomes', 'first_decided_by', 'decided_by', 'decided_at'],
    ['bank_sign_off_approvals', 'prepared_by', 'approved_by', 'approved_at'],
    ['write_off_decisions', 'asked_by', 'decided_by', 'decided_at'],
  ];

const column = (
  name: string,
  type: ColumnType,
  meaning: string,
  standard: string | null = null,
): FileColumn => ({ name, type, meaning, standard, required: true });

/** The files that are not a table: every balance, and who approved what. */
export async function madeFiles(
  tx: Tx,
  position: Position,
  tables: ReadonlyMap<string, Table>,
): Promise<DataFile[]> {
  return [await balances(tx, position, tables), approvals(position)];
}

/**
 * The balance of every account over all entries of the bundle. They come from the balance
 * checkpoints, so whoever adds up the transfers anew has checked those too.
 */
async function balances(
  tx: Tx,
  { throughEntry }: Position,
  tables: ReadonlyMap<string, Table>,
): Promise<DataFile> {
  const start = await startOf(tx, { asAt: FOR_EVER, knownThrough: throughEntry });
  const every = textOf(tx, (writing) => everyBalance(writing, start));
  const from = `from (select a.id as account_id, coalesce(b.balance, 0)::numeric(14, 2) as balance
    from accounts a left join (${every}) b on b.account_id = a.id) t`;
  return {
    name: 'balances',
    about: 'The balance of every account after the last entry of the bundle, whatever its date.',
    columns: [
      column('account_id', 'id', 'The account.', 'ADS Trial_Balance.GL_Account_Number'),
      column(
        'balance',
        'money',
        'What went in less what went out, in pounds.',
        'ADS Trial_Balance.Amount_Ending',
      ),
    ],
    key: ['account_id'],
    aboutRows: tables.get('accounts')?.rows ?? 0,
    query: `select t.account_id, t.balance ${from} order by t.account_id`,
    sums: from,
    parts: null,
  };
}

function approvals({ throughEntry }: Position): DataFile {
  const each = DECISIONS.map(
    ([table, first, second, at]) => `select entry_id, '${table}' as decided_in,
      ${first} as first_person, ${second} as second_person, ${at} as decided_at from ${table}`,
  );
  const from = `from (${each.join(' union all ')}) t where t.entry_id <= ${throughEntry}`;
  return {
    name: 'approvals',
    about: 'Decisions that take two people: who proposed, and who decided, each with its entry.',
    columns: [
      column(
        'entry_id',
        'id',
        'The entry that puts the decision on record.',
        'ADS GL_Detail.Journal_ID',
      ),
      column('decided_in', 'text', 'The file that has the decision.'),
      column(
        'first_person',
        'id',
        'The user who proposed or drew it up.',
        'ADS GL_Detail.Entered_By',
      ),
      column('second_person', 'id', 'The user who decided.', 'ADS GL_Detail.Approved_By'),
      column(
        'decided_at',
        'moment',
        'When it was decided.',
        'ADS GL_Detail.Approved_Date and Approved_Time',
      ),
    ],
    key: ['entry_id', 'decided_in'],
    aboutRows: 0,
    query: `select t.entry_id, t.decided_in, t.first_person, t.second_person,
      to_char(t.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as decided_at ${from}
      order by t.entry_id, t.decided_in, t.first_person, t.second_person, t.decided_at`,
    sums: from,
    parts: null,
  };
}
