import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { closePeriod } from '../../src/ledger/periods.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('whoever posts while a period is being closed lands behind it', async () => {
  const [bank] = [randomUUID()];
  const names = [`treasury:${bank}`, `bank:${bank}`];
  const [from, to] = await db.run(async (tx) => {
    await openAccounts(tx, [
      { class: 'treasury', subject: bank },
      { class: 'bank', subject: bank },
    ]);
    const found = await findAccounts(tx, names);
    return names.map((name) => found.get(name)!);
  });
  const opened = Promise.withResolvers<void>();
  const closing = db.run(async (tx) => {
    const through = Temporal.PlainDate.from('2026-03-31');
    const made = await closePeriod(tx, {
      key: 'close',
      closedThrough: through,
      reason: 'year_end',
    });
    await opened.promise;
    return made;
  });
  await pause(200);
  const posting = db.run((tx) =>
    post(tx, [
      {
        key: 'late',
        kind: 'treasury',
        effectiveOn: Temporal.PlainDate.from('2026-03-15'),
        transfers: [{ from: from!, to: to!, amount: money('1.00') }],
      },
    ]),
  );
  await pause(200);
  opened.resolve();
  const { entry } = await closing;
  const id = (await posting).ids.get('late')!;
  expect(BigInt(id)).toBeGreaterThan(BigInt(entry));
  const [row] = await db.run(
    (tx) => tx.sql`select effective_on as on, relates_on as relates from entries where id = ${id}`,
  );
  expect(row).toEqual({ on: '2026-04-01', relates: '2026-03-15' });
});
