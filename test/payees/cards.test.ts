import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { faultOfReference } from '../../src/payees/rules.ts';
import { freshApi } from '../support/api.ts';
import { addPerson, ok, staffOf, type Staff } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

let staff: Staff;
let payeeId: string;
beforeAll(async () => {
  const api = await freshApi();
  staff = await staffOf(api);
  ({ payeeId } = await addPerson(staff));
});

const CARD = { programme: 'Council card', reference: 'CC-1', expiresOn: '2027-03-31' };
const add = (more: object, payee = payeeId) =>
  staff.caseworker.post(`/payees/${payee}/cards`, { ...CARD, ...more });

describe('a prepaid card', () => {
  it('is recorded by its reference, once, and shown with its payee', async () => {
    const card = await ok(add({}));
    expect(card).toMatchObject({ ...CARD, payeeId, expired: false });
    expect(refusalOf(await add({ expiresOn: '2028-03-31' }))).toEqual([409, 'already-exists']);
    const { items } = await ok(staff.auditor.get(`/payees/${payeeId}/cards`), 200);
    expect(items).toEqual([card]);
  });

  it.each([
    [{ programme: '' }, 'body.programme'],
    [{ expiresOn: '2027-02-29' }, 'body.expiresOn'],
    [{ reference: '4111 1111 1111 1111' }, 'body.reference'],
  ])('is refused in its place: %j', async (more, where) => {
    const answer = await add(more);
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', where]);
    expect(answer.text).not.toContain('4111');
  });

  it('is of a payee that exists', async () => {
    expect((await add({}, randomUUID())).status).toBe(404);
    expect((await staff.finance.get(`/payees/${randomUUID()}/cards`)).status).toBe(404);
  });
});

describe('the reference of a card', () => {
  it.each(['CC-1', 'A', '123456789012', 'PB/2026 00.17', 'x'.repeat(40)])('may be %s', (text) => {
    expect(faultOfReference(text)).toBeNull();
  });

  it.each([
    ['4111111111111', 'never kept'],
    ['4111-1111-1111-1111', 'never kept'],
    ['card 4111/1111/1111/1111', 'never kept'],
    ['123456 123456', 'never kept'],
    ['', '1 to 40'],
    ['x'.repeat(41), '1 to 40'],
    ['４１１１', '1 to 40'],
    ['CC\n1', '1 to 40'],
  ])('may not be %j', (text, sentence) => {
    expect(faultOfReference(text)).toContain(sentence);
  });
});

describe('the cards that expire', () => {
  const references = async (query: string): Promise<string[]> => {
    const found: string[] = [];
    for (let after = ''; ;) {
      const { items, next } = await ok(staff.finance.get(`/cards?limit=2${query}${after}`), 200);
      found.push(...items.map((one: { reference: string }) => one.reference));
      if (next === null) return found;
      after = `&after=${next}`;
    }
  };

  it('are those within 60 days and before, the earliest first, a page at a time', async () => {
    const days = {
      EXPIRED: '2026-04-14',
      TODAY: '2026-04-15',
      SOON: '2026-06-14',
      LATER: '2026-06-15',
      OLD: '2026-04-01',
    };
    for (const [reference, expiresOn] of Object.entries(days)) {
      await ok(add({ reference, expiresOn, programme: `Programme of ${reference}` }));
    }
    await ok(add({ reference: 'NEW', expiresOn: '2029-04-01', programme: 'Programme of OLD' }));

    expect(await references('')).toEqual(['EXPIRED', 'TODAY', 'SOON']);
    expect(await references('&expiringBy=2026-06-15')).toEqual([
      'EXPIRED',
      'TODAY',
      'SOON',
      'LATER',
    ]);
    const { items } = await ok(staff.caseworker.get('/cards?expiringBy=2026-04-15'), 200);
    expect(items.map((one: { expired: boolean }) => one.expired)).toEqual([true, false]);
  });

  it('are not looked for after what is no page', async () => {
    const answer = await staff.finance.get('/cards?after=x');
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.after']);
  });
});
