import { FUNCTIONS, OFFICE, kindIs } from './access-conditions.ts';
import type { Access } from './access-shapes.ts';
import { ACCESS } from './access-tables.ts';

export type { Access } from './access-shapes.ts';
export { ACCESS } from './access-tables.ts';

/**
 * Who may do what in the database itself. Applied by `migrate` to every table of every authority,
 * together with a restrictive policy that ties the table to its authority by name.
 *
 * The caller's scope is set on the connection by `SET LOCAL`: ledger.authority, ledger.user,
 * ledger.kind, ledger.broker, ledger.funder and ledger.today.
 */

/** Kinds of user in whose name the service may write in an authority's tables. */
export const WRITERS = OFFICE.filter((kind) => kind !== 'auditor');
/** What an administrator writes too: nobody's records, and no money. A bank account has accounts. */
const SET_UP = ['users', 'funders', 'brokers', 'bank_accounts', 'accounts'];

/** The day on which the bank booked what a row of these tables is about. */
const SIGNED_OFF = {
  bank_lines: 'bank_lines.booked_on',
  line_allocations: '(select l.booked_on from bank_lines l where l.id = line_allocations.line_id)',
};

const quoted = (name: string): string => `"${name}"`;

/**
 * The statements that give one authority's tables their privileges and policies. `service` and
 * `reader` are the names of the database roles; the authority's name is a checked identifier.
 */
export function accessStatements(
  authority: string,
  roles: { service: string; reader: string },
): string[] {
  const both = `${quoted(roles.service)}, ${quoted(roles.reader)}`;
  const perTable = Object.entries(ACCESS).flatMap(([table, access]) => [
    `alter table ${table} enable row level security`,
    `revoke all on ${table} from public, ${both}`,
    `grant ${withoutUpdate(access)} on ${table} to ${quoted(roles.service)}`,
    ...(access.service.includes('update')
      ? [
          `grant update${access.update === undefined ? '' : ` (${access.update})`} on ${table} to ${quoted(roles.service)}`,
        ]
      : []),
    `grant select on ${table} to ${quoted(roles.reader)}`,
    `create policy of_this_authority on ${table} as restrictive to ${both}
      using ((select current_setting('ledger.authority', true) = '${authority}'))`,
    `create policy seen on ${table} for select to ${both} using (${access.see.replaceAll('TABLE', table)})`,
    ...writePolicies(table, access, roles.service),
  ]);
  return [
    `grant usage on schema ${quoted(authority)} to ${both}`,
    `grant usage, select on all sequences in schema ${quoted(authority)} to ${quoted(roles.service)}`,
    ...FUNCTIONS,
    ...perTable,
    // Closing a period is kept by the database too: no entry takes effect in a closed one, and none
    // that stands in it is added to.
    ...['entries', 'transfers'].map(
      (table) =>
        `create policy in_an_open_period on ${table} as restrictive for insert to ${quoted(roles.service)}
        with check (effective_on > coalesce((select max(closed_through) from period_closings), '-infinity'))`,
    ),
    // So is the sign-off of a bank account: until it is reopened no line of its days is added,
    // and nothing of one is matched or taken back.
    ...Object.entries(SIGNED_OFF).map(
      ([table, bookedOn]) =>
        `create policy not_signed_off on ${table} as restrictive for insert to ${quoted(roles.service)}
        with check (not exists (
          select from bank_sign_offs s
          join bank_sign_off_approvals a on a.sign_off_id = s.id
          where s.bank_account_id = ${table}.bank_account_id and s.through_on >= ${bookedOn}
            and not exists (select from bank_sign_off_reopenings r where r.sign_off_id = s.id)))`,
    ),
  ];
}

function withoutUpdate(access: Access): string {
  return access.service.replace(', update', '');
}

function writePolicies(table: string, access: Access, service: string): string[] {
  const kinds = SET_UP.includes(table) ? [...WRITERS, 'administrator'] : WRITERS;
  const usual = table === 'answers' ? access.see : kindIs(...kinds);
  const writer =
    access.alsoWrites === undefined
      ? usual
      : `${usual} or (${access.alsoWrites.replaceAll('TABLE', table)})`;
  const policy = (name: string, action: string, clause: string): string =>
    `create policy ${name} on ${table} for ${action} to ${quoted(service)} ${clause}`;
  return [
    ...(access.service.includes('insert')
      ? [policy('written', 'insert', `with check (${writer})`)]
      : []),
    ...(access.service.includes('update')
      ? [policy('changed', 'update', `using (${writer}) with check (${writer})`)]
      : []),
    ...(access.service.includes('delete')
      ? [policy('removed', 'delete', `using (${writer})`)]
      : []),
  ];
}
