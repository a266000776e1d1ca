import { beforeEach, describe, expect, it } from 'vitest';
import { postMatch } from '../support/matching.ts';
import { ok } from '../support/book.ts';
import { bankLines, payOut, reject } from '../support/bank-matching.ts';
import { aPayable } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** How far a run is, and what it comes to, from its drawing up to the bank's statement. */
let book: Council;
beforeEach(async () => {
  book = await council();
  for (let n = 0; n < 3; n += 1) await aPayable(book);
});

const drawUp = async (): Promise<any> => {
  const { bankAccountId, staff } = book;
  return ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' }));
};
const runOf = async (id: string): Promise<any> =>
  ok(book.staff.finance.get(`/pay-runs/${id}`), 200);
const stateOf = async (id: string): Promise<string> => (await runOf(id)).state;
const match = (lineId: string, payRunId: string, amount?: string): Promise<any> =>
  ok(postMatch(book.staff.finance, { lineId, payRunId, amount }));

async function send(id: string): Promise<void> {
  const { items } = await ok(book.staff.finance.get(`/pay-runs/${id}/files`), 200);
  const [{ format, sha256 }] = items;
  await ok(book.staff.finance.post(`/pay-runs/${id}/sending`, { format, sha256 }));
}

describe('a run', () => {
  it('has its totals by sector, funder and kind of arrangement', async () => {
    const run = await drawUp();
    expect(run).toMatchObject({
      items: 3,
      credits: 3,
      total: '2307.69',
      funders: [
        { sector: 'education', funder: 'High needs block', amount: '1384.62' },
        { sector: 'social_care', funder: "Children's social care", amount: '923.07' },
      ],
      kinds: [{ kind: 'direct', items: 3, amount: '2307.69' }],
    });
    const { left, ...rest } = run;
    expect([left, await runOf(run.id)]).toEqual([[], rest]);
  });

  it('is drawn up, approved, released, sent, and settled by the bank', async () => {
    const { id } = await drawUp();
    expect(await stateOf(id)).toBe('drawn_up');
    await ok(book.staff.approver.post(`/pay-runs/${id}/approval`), 200);
    expect(await stateOf(id)).toBe('approved');
    await ok(book.staff.finance.post(`/pay-runs/${id}/release`), 200);
    expect(await stateOf(id)).toBe('released');
    await send(id);
    expect(await stateOf(id)).toBe('sent');
    const [part, rest] = await bankLines(book, [
      ['2026-04-02', '-2000.00'],
      ['2026-04-02', '-307.69'],
    ]);
    await match(part!, id, '2000.00');
    expect(await stateOf(id)).toBe('sent');
    const { id: matchId } = await match(rest!, id);
    expect(await stateOf(id)).toBe('settled');
    await ok(book.staff.finance.post(`/matches/${matchId}/undo`, { reason: 'wrong_line' }));
    expect(await stateOf(id)).toBe('sent');
    await match(rest!, id);
    for (const step of ['release', 'withdrawal']) {
      const body = step === 'withdrawal' ? { reason: 'Stop' } : undefined;
      const answer = await book.staff.finance.post(`/pay-runs/${id}/${step}`, body);
      expect([...refusalOf(answer), answer.body.state]).toEqual([
        409,
        'state-does-not-allow',
        'settled',
      ]);
    }
  });

  it('of which the bank rejected a part is settled by the rest', async () => {
    const { id } = await drawUp();
    await payOut(book, id);
    await send(id);
    await reject(book, id, 1);
    expect(await runOf(id)).toMatchObject({ state: 'sent', items: 3, total: '2307.69' });
    const [line] = await bankLines(book, [['2026-04-02', '-1538.46']]);
    await match(line!, id);
    expect(await stateOf(id)).toBe('settled');
  });

  it('of which the bank rejected all is not settled: it took nothing', async () => {
    const { id } = await drawUp();
    await payOut(book, id);
    const [line] = await bankLines(book, [['2026-04-02', '-769.23']]);
    const { id: matchId } = await match(line!, id, '769.23');
    await ok(book.staff.finance.post(`/matches/${matchId}/undo`, { reason: 'wrong_line' }));
    await reject(book, id, 3);
    expect(await stateOf(id)).toBe('released');
    await send(id);
    expect(await stateOf(id)).toBe('sent');
  });

  it('of which more was taken than was not rejected is settled', async () => {
    const { id } = await drawUp();
    await payOut(book, id);
    const [line] = await bankLines(book, [['2026-04-02', '-2307.69']]);
    await match(line!, id);
    await reject(book, id, 1);
    expect(await stateOf(id)).toBe('settled');
  });

  it('that is settled before anybody says so was sent none the less, once', async () => {
    const { id } = await drawUp();
    await payOut(book, id);
    const [line] = await bankLines(book, [['2026-04-02', '-2307.69']]);
    await match(line!, id);
    await send(id);
    expect(await stateOf(id)).toBe('settled');
    const { items } = await ok(book.staff.finance.get(`/pay-runs/${id}/files`), 200);
    const [{ format, sha256, sent }] = items;
    expect(sent).toBe(true);
    const again = await book.staff.finance.post(`/pay-runs/${id}/sending`, { format, sha256 });
    expect(refusalOf(again)).toEqual([409, 'state-does-not-allow']);
  });
});
