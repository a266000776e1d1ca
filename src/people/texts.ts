import { randomBytes } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';

/** What somebody wrote about a person. */
export interface NewText {
  readonly beneficiaryId: string;
  readonly text: string;
}

/** A text that was kept: its id, and the salt for digests that cover it. */
export interface KeptText {
  readonly id: string;
  readonly salt: Uint8Array;
}

/** Keeps texts apart from the records they belong to, as a set. @returns them in the order given. */
export async function addTexts(tx: Tx, texts: readonly NewText[]): Promise<KeptText[]> {
  const input = texts.map((one) => ({ ...one, salt: randomBytes(16).toString('hex') }));
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(input)}::text::jsonb) as ("beneficiaryId" uuid, text text, salt text))
        with ordinality as p(beneficiary_id, text, salt, n)
    ), kept as (
      insert into texts (id, beneficiary_id, text, salt, recorded_by)
      select id, beneficiary_id, text, decode(salt, 'hex'), ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row, n) => ({ id: row.id, salt: Buffer.from(input[n]!.salt, 'hex') }));
}
