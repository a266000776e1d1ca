import type { Tx } from '../database/transactions.ts';

/** The sectors, in the order in which they stand everywhere. */
export const SECTORS = ['education', 'health', 'social_care'] as const;
export type Sector = (typeof SECTORS)[number];
export type Source = Sector | 'contribution' | 'top_up';
export type Holding = 'direct' | 'notional' | 'third_party';

/** An account to open: its class by name, e.g. `held/direct/education`, and what it is for. */
export interface NewAccount {
  readonly class: string;
  readonly subject: string;
  readonly arrangementId?: string;
  readonly beneficiaryId?: string;
}

/** The subject of an account that belongs to the authority as a whole. */
export const WHOLE_AUTHORITY = '00000000-0000-0000-0000-000000000000';

/** The accounts that a share of public money has under one kind of arrangement. */
export function shareClasses(holding: Holding, source: Source): string[] {
  const isPublic = source !== 'contribution' && source !== 'top_up';
  const control = isPublic ? ['available', 'committed', 'drawn'] : [];
  const money =
    holding === 'notional'
      ? ['spent']
      : ['held', 'to_return', 'recoverable', 'written_off', 'spent'];
  return [...control, ...money].map((kind) => `${kind}/${holding}/${source}`);
}

/**
 * Opens accounts that are not open yet, as a set. A guarded account also gets the row that
 * carries its balance.
 */
export async function openAccounts(tx: Tx, accounts: readonly NewAccount[]): Promise<void> {
  if (accounts.length === 0) return;
  const { sql } = tx;
  await sql`
    with wanted as (
      select c.id as class, c.guarded, w.subject, w."arrangementId" as arrangement_id,
        w."beneficiaryId" as beneficiary_id
      from jsonb_to_recordset(${JSON.stringify(accounts)}::text::jsonb)
        as w(class text, subject uuid, "arrangementId" uuid, "beneficiaryId" uuid)
      left join account_classes c on c.name = w.class
    ), opened as (
      insert into accounts (class, subject, arrangement_id, beneficiary_id)
      select class, subject, arrangement_id, beneficiary_id from wanted
      on conflict (class, subject) do nothing
      returning id, class
    )
    insert into account_balances (account_id)
    select o.id from opened o join account_classes c on c.id = o.class where c.guarded`;
}

/** The name of an account as people and seals know it, e.g. `held/direct/education:SHARE`. */
export function accountName(className: string, subject: string): string {
  return `${className}:${subject}`;
}

/** Finds accounts by name. @returns ids by name; a name that is not open is absent. */
export async function findAccounts(tx: Tx, names: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.sql<{ id: string; name: string }[]>`
    select a.id, c.name || ':' || a.subject as name
    from jsonb_array_elements_text(${JSON.stringify(names)}::text::jsonb) w
    join account_classes c on c.name = split_part(w, ':', 1)
    join accounts a on a.class = c.id and a.subject::text = split_part(w, ':', 2)`;
  return new Map(rows.map((row) => [row.name, row.id]));
}
