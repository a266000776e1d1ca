import type { Tx } from '../database/transactions.ts';
import { Problem } from '../problem.ts';
import type { ManifestFacts, Sealed } from './manifest.ts';

/** The journal as the last signed seal has it. */
export interface Head {
  readonly sealed: Sealed;
  /** The last entry there is. */
  readonly lastEntry: string;
  /** Whether that entry is sealed. */
  readonly fresh: boolean;
}

/** Finds the last signed seal of the journal. @throws Problem if there is none yet */
export async function sealedHead({ sql }: Tx): Promise<Head> {
  const [row] = await sql<(Sealed & { lastEntry: string })[]>`
    select b.through_entry as "throughEntry", b.size, c.note as checkpoint,
      to_char(b.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sealedAt",
      (select max(id) from entries) as "lastEntry"
    from seal_checkpoints c join seal_batches b using (size) order by size desc limit 1`;
  if (row === undefined) {
    throw new Problem(
      'not-sealed-yet',
      'There is no signed seal of this journal yet, so nothing could be proven by it.',
    );
  }
  const { lastEntry, ...sealed } = row;
  return { sealed, lastEntry, fresh: BigInt(lastEntry) <= BigInt(sealed.throughEntry) };
}

type Facts = Pick<ManifestFacts, 'takenAt' | 'rules' | 'matchingRules' | 'migration' | 'key'>;

/** What else a manifest says: when it was taken, by which rules, and by which key it is signed. */
export async function factsOf(tx: Tx): Promise<Facts> {
  const [row] = await tx.sql<
    (Pick<Facts, 'takenAt' | 'matchingRules' | 'migration'> & Facts['rules'] & { note: string })[]
  >`
    select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt",
      (select count(*)::int from rules) as versions,
      (select to_char(max(recorded_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        from rules) as "lastRecordedAt",
      (select max(version) from matching_rule_sets) as "matchingRules",
      (select max(name) from public.migrations where authority = ${tx.scope.authority}
          and name ~ '^[0-9]') as migration,
      (select note from seal_checkpoints order by size desc limit 1) as note`;
  const { versions, lastRecordedAt, note, ...facts } = row!;
  return { ...facts, rules: { versions, lastRecordedAt }, key: keyOf(note) };
}

/** Who signed a note: the name, and the first four bytes of the signature, in hexadecimal. */
function keyOf(note: string): { name: string; id: string } {
  const [, name = '', encoded = ''] = /\n— ([^ ]+) ([^ ]+)\n$/.exec(note) ?? [];
  return { name, id: Buffer.from(encoded, 'base64').toString('hex', 0, 4) };
}
