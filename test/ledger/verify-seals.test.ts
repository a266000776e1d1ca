import { beforeAll, describe, expect, it } from 'vitest';
import { sealedEntriesAreUnchanged, sealsAreGapless } from '../../src/ledger/verify/seals.ts';
import { sealsAddUp } from '../../src/ledger/verify/tree.ts';
import { breakAndVerify, type Break } from '../support/breaking.ts';
import { aLateComer } from '../support/forger.ts';
import { verifiedBook, type VerifiedBook } from '../support/verified-book.ts';

let book: VerifiedBook;
beforeAll(async () => {
  book = await verifiedBook();
});

const BREAKS: readonly Break[] = [
  {
    what: 'the reason of a sealed entry',
    check: sealedEntriesAreUnchanged,
    by: ({ superuser }) => superuser`update entries set reason = 'other_reason' where id = 5`,
    says: /^Entry 5 is not what was sealed/,
  },
  {
    what: 'a sealed entry that moved nothing, by taking it out',
    check: sealedEntriesAreUnchanged,
    by: ({ superuser }) => superuser`
      delete from entries where id = (select min(e.id) from entries e
        join entry_kinds k on k.id = e.kind where k.name = 'decision' and e.reason = 'period_closed')`,
    says: /^Entry \d+ was sealed and is gone/,
  },
  {
    what: 'an entry that came in among the sealed ones',
    check: sealsAreGapless,
    by: (copy) => aLateComer(copy),
    says: /^Entry \d+ is not sealed, and later ones are/,
  },
  {
    what: 'where a batch says that it ends',
    check: sealsAreGapless,
    by: ({ superuser }) => superuser`
      update seal_batches set through_entry = through_entry - 1
      where size = (select min(size) from seal_batches)`,
    says: /^The batch of \d+ seals says that it ends with entry \d+, and ends with \d+/,
  },
  {
    what: 'a node of the tree',
    check: sealsAddUp,
    by: ({ superuser }) => superuser`
      update seal_nodes set hash = sha256(hash) where (level, index) = (2, 1)`,
    says: /^The node at level 2, place 1, is not what its seals make/,
  },
  {
    what: 'a node that belongs to no seal',
    check: sealsAddUp,
    by: ({ superuser }) => superuser`
      insert into seal_nodes (level, index, hash) values (40, 0, sha256(''))`,
    says: /^There are \d+ nodes, and the seals make \d+/,
  },
  {
    what: 'the root of a batch',
    check: sealsAddUp,
    by: ({ superuser }) => superuser`
      update seal_batches set root = sha256(root) where size = (select min(size) from seal_batches)`,
    says: /^The root of the batch of \d+ seals is not the root that its seals make/,
  },
];

/** The record outside would find most of these too, so it is left out. */
const ALONE = { sealDir: null, withoutOutside: true };

describe('in the seals, one check alone finds', () => {
  it.each(BREAKS)('$what', async (broken) => {
    const { failed, said } = await breakAndVerify(book, broken, ALONE);
    expect(failed).toEqual([broken.check.name]);
    expect(said).toMatch(broken.says);
  });
});
