import {
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
} from '../../src/ledger/verify/chains.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { matchesAreInTheJournal, undoingsMirror } from '../../src/ledger/verify/matching.ts';
import { expectedToMatch, linesToMatch } from '../../src/reconciliation/matching/line-state.ts';
import type { BankModel } from './bank-model.ts';
import { penceOfText, textOf } from './bank-scene.ts';
import type { TestDatabase } from './database.ts';

const sizeOf = (pence: bigint): bigint => (pence < 0n ? -pence : pence);

/**
 * How the database differs from a model of the same scene: lines, expected lines and balances, told
 * from the rows and from the journal; and what `verify` finds. A sentence for each fault.
 */
export async function faultsOfScene(db: TestDatabase, model: BankModel): Promise<string[]> {
  const { scene } = model;
  return db.run(async (tx) => {
    const faults: string[] = [];
    const compare = (what: string, found: string, wanted: bigint): void => {
      if (penceOfText(found) !== wanted) faults.push(`${what}: ${found}, not ${textOf(wanted)}`);
    };
    const lines = await linesToMatch(
      tx,
      scene.lines.map((line) => line.id),
    );
    for (const [n, { id, pence }] of scene.lines.entries()) {
      const open = lines.get(id)!.open.toFixed(2);
      compare(`line ${pence}`, open, sizeOf(pence) - model.takenOfLine(n));
    }
    const expected = await expectedToMatch(
      tx,
      scene.expected.map((one) => one.name),
    );
    for (const { name, pence, whole } of scene.expected) {
      if (whole !== null) continue;
      compare(name, expected.get(name)!.open.toFixed(2), sizeOf(pence) - model.takenOf(name));
    }
    const rows = await tx.sql<{ name: string; amount: string }[]>`
      select x.name, sum(a.amount) as amount from expected_lines x
      join line_allocations a on a.expected_id = x.id group by x.name`;
    const taken = new Map(rows.map((row) => [row.name, row.amount]));
    for (const { name } of scene.expected) {
      compare(`allocated of ${name}`, taken.get(name) ?? '0.00', model.takenOf(name));
    }
    const balances = await tx.sql<{ kind: string; subject: string; amount: string }[]>`
      select c.kind, a.subject, coalesce(sum(case when t.to_account = a.id then t.amount
        else -t.amount end), 0.00)::text as amount
      from accounts a join account_classes c on c.id = a.class
      left join transfers t on a.id in (t.from_account, t.to_account)
        and t.kind = (select id from entry_kinds where name = 'bank_match')
      where c.kind in ('bank', 'charges', 'in_transit')
        and a.subject in (select value::uuid from jsonb_array_elements_text(${JSON.stringify([
          ...scene.accounts,
          ...scene.expected.flatMap(({ transit }) => transit ?? []),
        ])}::text::jsonb))
      group by c.kind, a.subject`;
    for (const { kind, subject, amount } of balances) {
      const wanted = model.movedOf(kind as 'bank' | 'charges' | 'in_transit', subject);
      compare(`${kind} ${subject}`, amount, wanted);
    }
    const work = { tx } as unknown as Work;
    for (const check of CHECKS) faults.push(...(await check.run(work)).named);
    return faults;
  });
}

const CHECKS = [
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
  matchesAreInTheJournal,
  undoingsMirror,
];
