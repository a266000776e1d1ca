import { beforeAll, expect, it } from 'vitest';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

it('bank note --owner gives an exception to somebody', { timeout: 120_000 }, async () => {
  const lines = [['2026-04-10', '7.00']] as const;
  await desk.said('finance', 'import', desk.statement('april.xml', { lines }));
  const { items } = await desk.json('finance', 'exceptions');
  const { name } = items[0];
  const { steps } = await desk.json('second', 'note', name, '--note', 'I ask the bank');
  const owner: string = steps[0].by;
  const ownerOf = async (): Promise<string | null> =>
    (await desk.json('finance', 'exceptions')).items[0].ownerId;
  expect(await ownerOf()).toBe(null);
  const said = await desk.said('finance', 'note', name, '--owner', owner);
  expect(said).toBe(`Written down about ${name}, step 2.\n`);
  expect(await ownerOf()).toBe(owner);
  expect(await desk.said('finance', 'exceptions')).toContain(owner);

  const both = ['note', name, '--owner', owner, '--note', 'It came from a school'];
  expect((await desk.json('finance', ...both)).steps.at(-1)).toMatchObject({
    ownerId: owner,
    note: 'It came from a school',
  });
  expect(await desk.refused('finance', 'note', name)).toContain('Name an owner, write a note');
});
