import { USER_KINDS, type UserKind } from '../access/kinds.ts';
import type { Clock } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import { inTransaction, type Tx } from '../database/transactions.ts';
import { serviceScope } from '../ledger/sealer.ts';

/** Identifiers that are the same in every demonstration, so that a token can name them. */
export const BROKERS = [
  '00000000-0000-4000-8000-00000000b001',
  '00000000-0000-4000-8000-00000000b002',
] as const;
export const FUNDERS = {
  education: '00000000-0000-4000-8000-00000000f001',
  health: '00000000-0000-4000-8000-00000000f002',
  social_care: '00000000-0000-4000-8000-00000000f003',
} as const;

/** Somebody who can sign in to the demonstration. */
export interface DemonstrationUser {
  readonly kind: UserKind;
  readonly sub: string;
  readonly broker?: string;
  readonly funder?: string;
}

/** The subject that a kind of user has in the demonstration, e.g. `finance-officer`. */
export const subjectOf = (kind: UserKind): string => kind.replaceAll('_', '-');

/** One user of each kind. */
export const DEMONSTRATION_USERS: readonly DemonstrationUser[] = USER_KINDS.map((kind) => ({
  kind,
  sub: subjectOf(kind),
  ...(kind === 'broker' ? { broker: BROKERS[0] } : {}),
  ...(kind === 'health_approver' ? { funder: FUNDERS.health } : {}),
  ...(kind === 'school_approver' ? { funder: FUNDERS.education } : {}),
}));

/** Makes the demonstration's users known. @returns their ids by kind. */
export async function addUsers(tx: Tx, issuer: string): Promise<Record<UserKind, string>> {
  const wanted = USER_KINDS.map((kind) => ({ kind, subject: subjectOf(kind) }));
  await tx.sql`
    insert into users (issuer, subject)
    select ${issuer}, subject from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb)
      as u(kind text, subject text)
    on conflict (issuer, subject) do nothing`;
  const rows = await tx.sql<{ id: string; subject: string }[]>`
    select id, subject from users where issuer = ${issuer}`;
  const ids = new Map(rows.map((row) => [row.subject, row.id]));
  return Object.fromEntries(wanted.map(({ kind, subject }) => [kind, ids.get(subject)!])) as Record<
    UserKind,
    string
  >;
}

/** Something that each kind of user may look at, as a path. */
export async function thingsToSee(
  client: Client,
  authority: string,
  clock: Clock,
): Promise<Record<UserKind, string>> {
  const found = await inTransaction(client, serviceScope(authority, clock), async (tx) => {
    const [row] = await tx.sql<{ account: string | null; arrangement: string | null }[]>`
      select (select id from bank_accounts order by name limit 1) as account,
        (select a.id from arrangements a join beneficiaries b on b.id = a.beneficiary_id
          where b.reference = 'D-0001' order by a.recorded_at, a.id limit 1) as arrangement`;
    return row!;
  });
  const base = `/v1/${authority}`;
  return {
    caseworker: `${base}/diary?limit=3`,
    panel_member: `${base}/proposals?limit=3`,
    health_approver: `${base}/requests?limit=3`,
    school_approver: `${base}/budgets?limit=3`,
    finance_officer: `${base}/bank-accounts/${found.account}/work`,
    approver: `${base}/pay-runs?limit=3`,
    broker: `${base}/beneficiaries?limit=3`,
    commissioner: `${base}/scope/growth`,
    family: `${base}/arrangements/${found.arrangement}/statement`,
    auditor: `${base}/balances`,
    administrator: `${base}/rules`,
  };
}
