import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOVE_CHECKS } from '../../src/commands/evidence/moves.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Finding, Work } from '../../src/ledger/verify/check.ts';
import { ok } from '../support/book.ts';
import { addMover, moveOut } from '../support/moving.ts';
import { AUTHORITY } from '../support/template.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** What was put on record of a move is proven by the digest in the journal. */
let book: Council;
let superuser: Client;
let move: { id: string };
beforeAll(async () => {
  book = await council();
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  const { budget } = await addMover(book);
  const body = moveOut({ learntOn: '2026-03-02' });
  move = await ok(book.staff.caseworker.post(`/budgets/${budget}/moves`, body));
});
afterAll(() => superuser.end());

const findings = (): Promise<Finding[]> =>
  book.api.db.run(async (tx) => {
    const found: Finding[] = [];
    for (const check of MOVE_CHECKS) found.push(await check({ tx } as Work));
    return found;
  });

describe('the evidence of a move', () => {
  it('holds as it was recorded', async () => {
    expect(await findings()).toEqual([{ figure: '1 × move', found: 0, named: [] }]);
  });

  it.each([
    "what = 'nhs_body'",
    "direction = 'in'",
    "other_body = 'Nowhere'",
    'learnt_on = learnt_on - 1',
    'moved_on = moved_on - 1',
    'transfer_by = transfer_by + 1',
    'letter_by = letter_by + 1',
  ])('does not, once somebody set %s', async (change) => {
    await superuser.unsafe('create table kept as table moves');
    await superuser.unsafe(`update moves set ${change}`);
    const [found] = await findings();
    await superuser.unsafe(`
      update moves m set what = k.what, direction = k.direction, other_body = k.other_body,
        learnt_on = k.learnt_on, moved_on = k.moved_on, transfer_by = k.transfer_by,
        letter_by = k.letter_by from kept k where k.id = m.id;
      drop table kept`);
    expect(found!.found).toBe(1);
    expect(found!.named[0]).toMatch(/^entry \d+: the move is not what was decided$/);
    expect((await findings())[0]!.found).toBe(0);
  });

  it('says which versions of the rules its days were counted by', async () => {
    const rules = await book.api.db.run(
      (tx) => tx.sql<{ name: string }[]>`
        select r.name from rules_used u join rules r on r.id = u.rule_id
        join moves m on m.entry_id = u.entry_id where m.id = ${move.id} order by r.name`,
    );
    expect(rules.map((rule) => rule.name)).toEqual(['letter_after_transfer', 'transfer_of_plan']);
  });
});
