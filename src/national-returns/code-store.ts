import type { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import type { CodeSchema, NewCodeSchema } from './schemas.ts';

/**
 * Adds what one of our words is called in a national return from a day on. For a day that has one
 * already it is a correction, with the next revision; nothing is written over.
 */
export async function addCode(
  { sql, scope }: Tx,
  asked: z.output<typeof NewCodeSchema>,
): Promise<z.output<typeof CodeSchema>> {
  const { item, ours, code, meaning, source, confidence } = asked;
  const effectiveOn = asked.effectiveOn.toString();
  const [added] = await sql<{ id: string; revision: number }[]>`
    insert into national_return_codes (return, item, ours, code, effective_on, revision, meaning,
      source, confidence, recorded_by)
    select ${asked.return}, ${item}, ${ours}, ${code}, ${effectiveOn}::date, coalesce((
        select max(revision) from national_return_codes where return = ${asked.return}
          and item = ${item} and ours = ${ours} and effective_on = ${effectiveOn}::date), 0) + 1,
      ${meaning}, ${source}, ${confidence}, ${scope.user}
    returning id, revision`;
  return { ...asked, ...added!, effectiveOn };
}
