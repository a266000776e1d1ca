import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { addMover, agreeLatest, moveOut, type Mover } from '../support/moving.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Which moves still need somebody's work. The letters of all of them were due by 27 November. */
let book: Council;
let away: Mover;
const moves: string[] = [];
beforeAll(async () => {
  book = await council();
  away = await addMover(book);
  const learntOn = '2026-03-02';
  moves.push(await record(away, moveOut({ learntOn })));
  moves.push(await record(await addMover(book), moveOut({ learntOn, direction: 'in' })));
  // Education and social care pay: a change of the NHS body ends nothing here.
  const nhs = moveOut({ learntOn, what: 'nhs_body', movedOn: '2026-10-16' });
  moves.push(await record(await addMover(book), nhs));
});

const record = async ({ budget }: Mover, body: object): Promise<string> =>
  (await ok(book.staff.caseworker.post(`/budgets/${budget}/moves`, body))).id;
const list = (query: string) => ok(book.staff.finance.get(`/moves?${query}`), 200);
const ids = async (query: string): Promise<string[]> =>
  (await list(query)).items.map((one: { id: string }) => one.id);

describe('the list of moves', () => {
  it('has the latest first, page by page', async () => {
    const last = moves[2];
    expect((await ids('state=all'))[0]).toBe(last);
    const found: string[] = [];
    for (let after = ''; ;) {
      const { items, next } = await list(`state=all&limit=1${after}`);
      expect(items).toHaveLength(1);
      found.push(items[0].id);
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(found).toEqual(await ids('state=all'));
    expect(new Set(found)).toEqual(new Set(moves));
  });

  it('keeps a move open while days after it are still to be paid for', async () => {
    book.on('2026-11-28');
    expect(await ids('state=open')).toEqual([moves[0]]);
    await agreeLatest(book, away.arrangement);
    expect(await ids('state=open')).toEqual([]);
  });

  it('refuses a cursor that is none of its own', async () => {
    const answer = await book.staff.finance.get('/moves?after=2026-10-14');
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.after']);
  });

  it('is for the office', async () => {
    for (const kind of ['family', 'commissioner', 'administrator'] as const) {
      expect((await (await book.api.as(kind)).get('/moves')).status).toBe(403);
    }
  });
});
