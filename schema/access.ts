/**
 * Who may do what in the database itself. Applied by `migrate` to every table of every authority,
 * together with a restrictive policy that ties the table to its authority by name.
 *
 * The caller's scope is set on the connection by `SET LOCAL`: ledger.authority, ledger.user,
 * ledger.kind, ledger.broker, ledger.funder and ledger.today.
 */

const setting = (name: string): string =>
  `(select nullif(current_setting('ledger.${name}', true), ''))`;
/**
 * Whether the caller is of one of these kinds, as one yes or no that is worked out once. Of such a
 * condition the planner expects half of the rows; of a comparison it would expect hardly any, and
 * then join large tables row by row.
 */
const kindIs = (...kinds: string[]): string =>
  `(select current_setting('ledger.kind', true) in (${kinds.map((kind) => `'${kind}'`).join(', ')}))`;

/** Kinds of user who work with everybody's records. `service` is the service's own background work. */
const OFFICE = ['caseworker', 'panel_member', 'finance_officer', 'approver', 'auditor', 'service'];
const office = kindIs(...OFFICE);
const counting = kindIs(...OFFICE, 'commissioner');

/**
 * A family user's own access, on the days it holds. Whoever also works for the authority is family
 * only while signed in as such.
 */
const mine = `${kindIs('family')} and f.user_id = ${setting('user')}::uuid
  and ${setting('today')}::date between f.from_on and coalesce(f.to_on, 'infinity')`;
/** A party to an arrangement that is the caller: its broker, or one of its funders. */
const myParty = `((${kindIs('broker')} and p.party = 'broker' and p.party_id = ${setting('broker')}::uuid)
  or (${kindIs('health_approver', 'school_approver')} and p.party = 'funder'
    and p.party_id = ${setting('funder')}::uuid))`;

/**
 * Whose records a caller may see, worked out once a statement. They are functions so that the
 * policies stay short: a policy that spells this out is planned anew in every place it is used.
 */
const FUNCTIONS = [
  // The people of a family user, and those for whom the caller is broker or funder.
  `create or replace function my_people() returns uuid[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(beneficiary_id), '{}') from (
      select f.beneficiary_id from family_access f where ${mine}
      union select p.beneficiary_id from arrangement_parties p where ${myParty}) as ours);
  end $$`,
  // The arrangements of those people; a family user may be limited to one of them.
  `create or replace function my_arrangements() returns uuid[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(arrangement_id), '{}') from (
      select p.arrangement_id from family_access f
      join arrangement_parties p on p.beneficiary_id = f.beneficiary_id
        and coalesce(f.arrangement_id, p.arrangement_id) = p.arrangement_id
      where ${mine}
      union select p.arrangement_id from arrangement_parties p where ${myParty}) as ours);
  end $$`,
  `create or replace function my_accounts() returns bigint[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(id), '{}') from accounts
      where arrangement_id = any (my_arrangements()));
  end $$`,
];

/** A person's own record: their family from the day access begins to the day it ends. */
const person = (column = 'beneficiary_id'): string =>
  `${column} = any ((select my_people())::uuid[])`;
/** A record of one arrangement: a family user may be limited to one of them. */
const arrangement = (column = 'arrangement_id'): string =>
  `${column} = any ((select my_arrangements())::uuid[])`;
/** An account of one of the caller's arrangements. */
const account = (column: string): string => `${column} in (select unnest(my_accounts()))`;

export interface Access {
  /** What the service's role may do at all. It never has UPDATE or DELETE on the journal. */
  readonly service: string;
  /** Which rows a caller sees, as a condition. */
  readonly see: string;
  /** Which columns of a table the service may update, where not all of them. */
  readonly update?: string;
}

const READ = 'select';
const ADD = 'select, insert';
const EDIT = 'select, insert, update';

/** A table that everyone of the authority may read: it is about no person. */
const reference = (service = READ): Access => ({ service, see: 'true' });
/** A table for the office only. */
const officeOnly = (service = ADD): Access => ({ service, see: office });
const ofPerson = (service: string, who = counting): Access => ({
  service,
  see: `${who} or ${person()}`,
});
const ofArrangement = (service = ADD): Access => ({
  service,
  see: `${counting} or ${arrangement()}`,
});
/** A table whose rows follow those of another, which has its own rule. */
const follows = (column: string, table: string, key = 'id', service = ADD): Access => ({
  service,
  see: `${counting} or exists (select from ${table} x where x.${key} = TABLE.${column})`,
});

export const ACCESS: Readonly<Record<string, Access>> = {
  users: {
    service: ADD,
    see: `${kindIs(...OFFICE, 'administrator')} or id = ${setting('user')}::uuid`,
  },
  account_classes: reference(),
  entry_kinds: reference(),
  flows: reference(),
  funders: reference(ADD),
  brokers: {
    service: ADD,
    see: `${kindIs(...OFFICE, 'commissioner', 'administrator')} or id = ${setting('broker')}::uuid`,
  },
  bank_accounts: { service: ADD, see: kindIs(...OFFICE, 'administrator') },

  beneficiaries: {
    service: EDIT,
    see: `${counting} or ${person('id')}`,
  },
  personal_details: ofPerson(EDIT, office),
  // A protected address is for caseworkers; the rest of the office sees the others.
  addresses: {
    service: EDIT,
    see: `${kindIs('caseworker', 'service')} or (not protected and (${office}
      or (${kindIs('broker', 'health_approver', 'school_approver')} and ${person()})
      or exists (select from family_access f where f.beneficiary_id = TABLE.beneficiary_id
        and f.sees_address and ${mine})))`,
  },
  plans: ofPerson(EDIT),
  provision_items: ofPerson(ADD),
  family_access: {
    service: EDIT,
    see: `${kindIs(...OFFICE, 'administrator')} or user_id = ${setting('user')}::uuid`,
  },
  arrangement_parties: {
    service: ADD,
    see: `${counting} or ${myParty.replaceAll('p.', '')}
      or exists (select from family_access f where f.beneficiary_id = TABLE.beneficiary_id
        and coalesce(f.arrangement_id, TABLE.arrangement_id) = TABLE.arrangement_id and ${mine})`,
  },

  payees: {
    service: ADD,
    see: `${office} or (${kindIs('broker')} and broker_id = ${setting('broker')}::uuid)
      or beneficiary_id in (select f.beneficiary_id from family_access f
        where ${mine} and f.arrangement_id is null)
      or (${kindIs('family')} and id in (select payee_id from arrangements))`,
  },
  bank_details: officeOnly(),
  bank_details_checks: officeOnly(),

  budgets: ofPerson(ADD),
  budget_closures: follows('budget_id', 'budgets'),
  arrangements: {
    service: ADD,
    see: `${counting} or ${arrangement('id')}`,
  },
  shares: ofArrangement(),
  agreements: ofArrangement(),
  agreement_shares: ofArrangement(),
  agreement_decisions: follows('agreement_id', 'agreements'),
  instalments: ofArrangement(),
  instalment_shares: ofArrangement(),
  spending: {
    service: ADD,
    see: `${office} or ${arrangement()}`,
  },

  pay_runs: officeOnly(),
  pay_run_items: ofArrangement(),
  pay_run_approvals: officeOnly(),
  pay_run_releases: officeOnly(),
  pay_run_withdrawals: officeOnly(),
  payment_files: officeOnly(),

  bank_files: officeOnly(),
  bank_statements: officeOnly(),
  bank_lines: officeOnly(),
  allocations: officeOnly(),

  accounts: {
    service: ADD,
    see: `${counting} or ${arrangement()}`,
  },
  entries: follows('id', 'transfers', 'entry_id'),
  transfers: {
    service: ADD,
    see: `${counting} or ${account('from_account')} or ${account('to_account')}`,
  },
  account_balances: {
    service: EDIT,
    update: 'balance, last_effective_on, may_go_below',
    see: `${counting} or ${account('account_id')}`,
  },
  period_closings: { service: ADD, see: 'true' },

  seals: follows('entry_id', 'entries'),
  seal_nodes: reference(ADD),
  seal_batches: reference(ADD),
  seal_checkpoints: reference(ADD),
  balance_checkpoints: { service: 'select, insert, delete', see: 'true' },
  checkpoint_balances: {
    service: 'select, insert, delete',
    see: `${counting} or ${account('account_id')}`,
  },
  late_movements: {
    service: 'select, insert, delete',
    see: `${counting} or ${account('account_id')}`,
  },

  answers: { service: ADD, see: `user_id = ${setting('user')}::uuid` },
};

/** Kinds of user in whose name the service may write in an authority's tables. */
export const WRITERS = OFFICE.filter((kind) => kind !== 'auditor');
/** What an administrator writes too: nobody's records, and no money. A bank account has accounts. */
const SET_UP = ['users', 'funders', 'brokers', 'bank_accounts', 'accounts'];

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
  ];
}

function withoutUpdate(access: Access): string {
  return access.service.replace(', update', '');
}

function writePolicies(table: string, access: Access, service: string): string[] {
  const kinds = SET_UP.includes(table) ? [...WRITERS, 'administrator'] : WRITERS;
  const writer = table === 'answers' ? access.see : kindIs(...kinds);
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
