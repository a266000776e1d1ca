import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { addMover, moveOut, payAll, type Mover } from '../support/moving.ts';
import { council, type Council } from '../support/turning-sixteen.ts';
import { asked, refusal } from '../requests/asked.ts';

/**
 * The transfer pack of case 9, whole, as JSON and as CSV. After a change that is meant,
 * `UPDATE_GOLDEN=1 npx vitest run test/moves/golden-pack.test.ts` writes both anew.
 */
const GOLDEN = (ext: string) => new URL(`../golden/transfer-pack.${ext}`, import.meta.url);

let book: Council;
let mover: Mover;
let move: { id: string };
beforeAll(async () => {
  book = await council();
  mover = await addMover(book);
  await payAll(book, 7);
  book.on('2026-10-01');
  const { caseworker, panel } = book.staff;
  await ok(
    caseworker.post(`/arrangements/${mover.arrangement}/reviews`, {
      sectors: ['education', 'social_care'],
      heldOn: '2026-06-24',
      why: 'due',
      outcome: 'no_change',
      findings: 'It works well.',
    }),
  );
  const request = await ok(
    caseworker.post(`/beneficiaries/${mover.person.id}/requests`, {
      planId: mover.person.planId,
      madeOn: '2026-07-06',
      madeBy: 'parent',
      stage: 'review',
      wants: 'direct_payment',
      wishes: 'Therapy at home.',
      funderIds: [book.funders.health],
    }),
  );
  const refused = refusal(book.funders.health, { toldOn: '2026-09-01' });
  const decision = await ok(panel.post(`/requests/${request.id}/decisions`, refused));
  const review = asked({ askedOn: '2026-09-10' });
  await ok(caseworker.post(`/decisions/${decision.id}/review`, review));
  move = await ok(caseworker.post(`/budgets/${mover.budget}/moves`, moveOut()));
});

/** What was made up by the machine is put as a number, in the order in which it comes. */
function withoutIds(text: string): string {
  const seen = new Map<string, string>();
  return text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    if (!seen.has(id)) seen.set(id, `id-${seen.size + 1}`);
    return seen.get(id)!;
  });
}

function golden(ext: string, text: string): string {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN(ext), text);
  return readFileSync(GOLDEN(ext), 'utf8');
}

describe('the transfer pack of case 9', () => {
  it('is the JSON in test/golden', async () => {
    const body = await ok(book.staff.caseworker.get(`/moves/${move.id}/pack`), 200);
    const text = `${withoutIds(JSON.stringify(body, null, 2))}\n`;
    expect(text).toBe(golden('json', text));
  });

  it('is the CSV in test/golden', async () => {
    const csv = await book.staff.auditor.get(`/moves/${move.id}/pack`, { accept: 'text/csv' });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    const text = withoutIds(csv.text);
    expect(text).toBe(golden('csv', text));
  });

  it('begins with a byte order mark where it is for Excel', async () => {
    const accept = { accept: 'text/csv' };
    const excel = await book.staff.auditor.get(`/moves/${move.id}/pack?excel=1`, accept);
    expect(excel.text.startsWith('\uFEFFpart,arrangement,')).toBe(true);
  });

  it('names nobody and gives no text about anybody', async () => {
    const { text } = await book.staff.caseworker.get(`/moves/${move.id}/pack`);
    expect(text).not.toMatch(/Amina|G\. Example|works well|at home|block contract|given it/);
  });

  it('is in no other form', async () => {
    const answer = await book.staff.auditor.get(`/moves/${move.id}/pack`, { accept: 'image/png' });
    expect(answer.status).toBe(406);
  });
});
