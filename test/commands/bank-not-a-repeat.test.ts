import { beforeAll, expect, it } from 'vitest';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

it('bank not-a-repeat says that a line is one of its own', { timeout: 120_000 }, async () => {
  const lines = [
    ['2026-04-10', '-5.00'],
    ['2026-04-10', '-5.00'],
  ] as const;
  await desk.said('finance', 'import', desk.statement('april.xml', { lines }));
  const { items } = await desk.json('finance', 'lines');
  const [first, second] = items.map((one: { id: string }) => one.id);
  const notSuspected = await desk.refused('finance', 'not-a-repeat', second);
  expect(notSuspected).not.toBe('');
  await desk.api.db.run(
    (tx) => tx.sql`insert into likely_repeats (line_id, of_line_id) values (${second}, ${first})`,
  );
  const duplicates = async (): Promise<string[]> => {
    const found = await desk.json('finance', 'exceptions');
    return found.items
      .filter(({ kind }: { kind: string }) => kind === 'duplicate')
      .map(({ about }: { about: { lineId: string } }) => about.lineId);
  };
  expect(await duplicates()).toEqual([second]);
  const said = await desk.said('finance', 'not-a-repeat', second, '--reason', 'Two payments');
  expect(said).toBe(`Line ${second} is another than line ${first}.\n`);
  expect(await duplicates()).toEqual([]);
  expect(await desk.said('finance', 'lines', '--open')).toContain(`${second} `);
});
