import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  thirds,
  type PartnerBook,
} from '../support/partner-book.ts';

const GOLDEN = new URL('../golden/recharge-statement.csv', import.meta.url);

let book: PartnerBook;
let first: any;
let second: any;
let arrangement: string;

/** Identifiers differ with each run; all else of the file does not. */
function withoutIdentifiers(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/B-\d+/g, 'B-1');
}

/** The bytes of a statement, as the health partner or another user gets it. */
async function bytes(query: string, headers: object = {}, token = book.health.token) {
  const url = `/v1/testshire/recharges/${second.id}/statement${query}`;
  return book.api.app.inject({ url, headers: { authorization: `Bearer ${token}`, ...headers } });
}

beforeAll(async () => {
  book = await partnerBook();
  arrangement = await notional(book, '20000.00', thirds(book.funders));
  await addPartner(book, book.funders.health);
  await spend(book.api.db, arrangement, { on: '2026-05-10', amount: '4321.45' });
  book.setToday('2026-07-06');
  first = await recharge(book, book.funders.health);
  await ok(
    book.staff.finance.post(`/partners/${book.funders.health}/receipts`, {
      receivedOn: '2026-07-06',
      amount: '1000.48',
      reference: 'ICB 1',
      bankAccountId: book.bank.id,
    }),
  );
  await spend(book.api.db, arrangement, { on: '2026-08-10', amount: '5000.01' });
  book.setToday('2026-10-06');
  second = await recharge(book, book.funders.health);
});

describe('the statement of a recharge', () => {
  it('says what was open, what came, what is recharged and what is outstanding', async () => {
    const statement = await ok(book.health.get(`/recharges/${second.id}/statement`), 200);
    expect(statement).toMatchObject({
      partner: { organisation: 'NHS Kent and Medway ICB', sector: 'health' },
      recharge: { number: 2, from: '2026-07-01', to: '2026-09-30', dueOn: '2026-11-05' },
      account: {
        broughtForward: '1440.48',
        received: '1000.48',
        recharged: '1666.67',
        outstanding: '2106.67',
      },
      totals: { spent: '9321.46', part: '3107.15', before: '1440.48', amount: '1666.67' },
      lines: { next: null, items: [{ arrangementId: arrangement, amount: '1666.67' }] },
    });
    expect(statement.lines.items[0].person).toMatch(/^B-\d+$/);
  });

  it('names a person by reference only', async () => {
    const pdf = await bytes('?format=pdf');
    for (const text of [(await bytes('')).payload, (await bytes('?format=csv')).payload]) {
      expect(text).not.toMatch(/Amina|Example|ME14/);
    }
    expect(pdf.payload).not.toMatch(/Amina/);
  });

  it('is a CSV file like the one that partners were promised', async () => {
    const answer = await bytes('', { accept: 'text/csv' });
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="recharge-2.csv"');
    expect(withoutIdentifiers(answer.payload)).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('begins a CSV for Excel with a byte order mark', async () => {
    expect((await bytes('?format=csv&excel=1')).payload.startsWith('\uFEFF')).toBe(true);
  });

  it('is a PDF file of the same bytes each time, whatever came since', async () => {
    const before = await bytes('?format=pdf');
    expect(before.headers['content-type']).toBe('application/pdf');
    expect(before.rawPayload.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
    await ok(
      book.staff.finance.post(`/partners/${book.funders.health}/receipts`, {
        receivedOn: '2026-10-06',
        amount: '2106.67',
        reference: 'ICB 2',
        bankAccountId: book.bank.id,
      }),
    );
    const after = await bytes('', { accept: 'application/pdf' });
    expect(after.rawPayload.equals(before.rawPayload)).toBe(true);
    const statement = await ok(book.health.get(`/recharges/${second.id}/statement`), 200);
    expect(statement.account.outstanding).toBe('2106.67');
  });

  it('is answered in no other form', async () => {
    expect((await bytes('', { accept: 'image/png' })).statusCode).toBe(406);
    expect((await bytes('?format=docx')).statusCode).toBe(422);
  });

  it('is there for an issued recharge only', async () => {
    await spend(book.api.db, arrangement, { on: '2026-10-05', amount: '3.00' });
    const { id } = await ok(
      book.staff.finance.post(`/partners/${book.funders.health}/recharges`, { to: '2026-10-06' }),
    );
    const answer = await book.staff.finance.get(`/recharges/${id}/statement`);
    expect(answer.body.type).toBe('/problems/state-does-not-allow');
    expect((await book.health.get(`/recharges/${id}/statement`)).status).toBe(404);
  });
});

describe('who sees what a partner owes', () => {
  it('shows a partner its own balance, recharges and receipts', async () => {
    const { items } = await ok(book.health.get('/partners'), 200);
    expect(items.map((one: any) => one.id)).toEqual([book.funders.health]);
    const id = book.funders.health;
    const recharges = await ok(book.health.get(`/partners/${id}/recharges`), 200);
    expect(recharges.items.map((one: any) => one.id)).toEqual([second.id, first.id]);
    const receipts = await ok(book.health.get(`/partners/${id}/receipts`), 200);
    expect(receipts.items.map((one: any) => one.reference)).toContain('ICB 1');
  });

  it("shows it nobody else's", async () => {
    await addPartner(book, book.funders.social_care, { organisation: 'Another' });
    const other = await book.api.as('school_approver', { funder: book.funders.social_care });
    const id = book.funders.health;
    const urls = [
      `/partners/${id}/recharges`,
      `/partners/${id}/receipts`,
      `/recharges/${second.id}`,
      `/recharges/${second.id}/statement`,
      `/recharges/${second.id}/statement?format=pdf`,
    ];
    const statuses = await Promise.all(urls.map(async (url) => (await other.get(url)).status));
    expect(statuses).toEqual(urls.map(() => 404));
    const { items } = await ok(other.get('/partners'), 200);
    expect(items.map((one: any) => one.id)).toEqual([book.funders.social_care]);
  });

  it('shows a caseworker, a family and a broker none of it', async () => {
    const statuses = await Promise.all(
      [book.staff.caseworker, await book.api.as('family')].map(
        async (user) => (await user.get(`/recharges/${second.id}`)).status,
      ),
    );
    expect(statuses).toEqual([403, 403]);
  });
});
