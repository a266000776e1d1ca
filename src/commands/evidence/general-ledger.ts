import { feedFile, sha256Of } from '../../general-ledger/feed-file.ts';
import { linesOfFeeds, listFeeds } from '../../general-ledger/feed-list.ts';
import { codeFields, feedFields } from '../../general-ledger/rules.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { BATCH, compare, type Held } from './compare.ts';

const codes: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof codeFields>[0])[]>`
    select e.id as entry, e.evidence, v.id, c.name as class, v.funder_id as "funderId",
      v.from_on as "fromOn", v.revision, v.code, v.name, v.set_by as "setBy"
    from general_ledger_codes v join entries e on e.id = v.entry_id
    join account_classes c on c.id = v.account_class`;
  return compare('code of the general ledger', rows.cursor(BATCH), (row) =>
    evidenceOf(codeFields(row)),
  );
};

/** How many feeds are read at a time, each with its lines. */
const FEEDS_AT_ONCE = 20;

const feeds: EvidenceCheck = ({ tx }) => {
  type Row = Held & { fields: (string | null)[] };
  async function* batches(): AsyncGenerator<Row[]> {
    // A cursor would hold the connection, and each batch asks it for the lines.
    for (let after: string | undefined; ;) {
      const rows = await listFeeds(tx, { after, limit: FEEDS_AT_ONCE });
      if (rows.length === 0) return;
      const numbers = rows.map(({ number }) => number);
      const lines = await linesOfFeeds(tx, numbers);
      const held = await tx.sql<(Held & { number: number })[]>`
        select d.number, e.id as entry, e.evidence
        from general_ledger_feeds d join entries e on e.id = d.entry_id
        where d.number = any(${numbers})`;
      const byNumber = new Map(held.map((one) => [one.number, one]));
      yield Promise.all(
        rows.map(async (feed) => {
          const found = sha256Of(await feedFile(feed, lines.get(feed.number)!));
          // The lines are covered by the hash of their file, and the hash by the digest.
          const sha256 = found === feed.sha256 ? found : `${found}, and not ${feed.sha256}`;
          const { entry, evidence } = byNumber.get(feed.number)!;
          return { entry, evidence, fields: feedFields({ ...feed, sha256 }) };
        }),
      );
      after = String(rows.at(-1)!.number);
    }
  }
  return compare('feed for the general ledger', batches(), (row) => evidenceOf(row.fields));
};

/** How the evidence of codes and feeds of the general ledger is recomputed, for `verify`. */
export const GENERAL_LEDGER_CHECKS: readonly EvidenceCheck[] = [codes, feeds];
