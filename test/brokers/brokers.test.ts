import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { ok, staffOf, type Staff } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { AGREEMENT } from './setting.ts';

let staff: Staff;
beforeAll(async () => {
  staff = await staffOf(await freshApi());
});

const addBroker = (name: string, more: object = {}, agreement: object = {}) =>
  staff.administrator.post('/brokers', {
    name,
    agreement: { ...AGREEMENT, ...agreement },
    ...more,
  });
const newBroker = async (name: string, agreement: object = {}) =>
  ok(addBroker(name, {}, agreement));

describe('a broker', () => {
  it('is added with its first agreement, which lets it in', async () => {
    const broker = await newBroker('North');
    expect(broker).toMatchObject({ name: 'North', letIn: true, fee: null });
    expect(broker.agreements).toMatchObject([
      { ...AGREEMENT, toOn: null, ended: null, letsIn: true, brokerId: broker.id },
    ]);
    expect(await ok(staff.caseworker.get(`/brokers/${broker.id}`), 200)).toEqual(broker);
  });

  it('keeps the identifier that it has with another authority', async () => {
    const id = randomUUID();
    expect((await ok(addBroker('Everywhere', { id }))).id).toBe(id);
    expect(refusalOf(await addBroker('Another name', { id }))).toEqual([409, 'already-exists']);
  });

  it('is there once under one name, and its days are in order', async () => {
    await newBroker('Once');
    expect(refusalOf(await addBroker('Once'))).toEqual([409, 'already-exists']);
    expect(refusalOf(await addBroker('Backwards', {}, { toOn: '2025-12-31' }))).toEqual([
      422,
      'dates-out-of-order',
      'body.agreement.toOn',
    ]);
    expect((await newBroker('One day', { toOn: '2026-01-01' })).letIn).toBe(false);
  });

  it('is listed a page at a time, in order of names', async () => {
    const names = ['Aa', 'Ab_c', 'Ac'];
    for (const name of names) await newBroker(name);
    const first = await ok(staff.auditor.get('/brokers?limit=2'), 200);
    expect(first.items.map((one: any) => one.name)).toEqual(['Aa', 'Ab_c']);
    const next = encodeURIComponent(first.next);
    const second = await ok(staff.auditor.get(`/brokers?limit=1&after=${next}`), 200);
    expect(second.items[0].name).toBe('Ac');
  });

  it('is paid through a payee of its own', async () => {
    const { id } = await newBroker('Paid');
    const payee = await ok(
      staff.caseworker.post(`/brokers/${id}/payees`, { name: 'Paid, clients' }),
    );
    expect(payee).toMatchObject({ brokerId: id, relationship: 'broker', beneficiaryId: null });
    const unknown = staff.caseworker.post(`/brokers/${randomUUID()}/payees`, { name: 'Nobody' });
    expect((await unknown).status).toBe(404);
  });
});

describe('an agreement with a broker', () => {
  const add = (id: string, fromOn: string, toOn?: string) =>
    staff.administrator.post(`/brokers/${id}/agreements`, {
      kind: 'managed_account',
      reference: 'Next',
      fromOn,
      ...(toOn === undefined ? {} : { toOn }),
    });
  const end = (id: string, body: object) =>
    staff.administrator.post(`/broker-agreements/${id}/ending`, {
      reason: 'Contract given up',
      ...body,
    });

  it.each([
    ['the last day of another', '2026-06-30', undefined],
    ['a day within another', '2026-03-01', '2026-03-31'],
    ['days around another', '2025-01-01', '2027-01-01'],
    ['no last day, before another', '2025-01-01', undefined],
  ])('does not begin on, or run over, %s', async (what, fromOn, toOn) => {
    const { id } = await newBroker(`Busy: ${what}`, { toOn: '2026-06-30' });
    expect(refusalOf(await add(id, fromOn, toOn))).toEqual([409, 'already-exists']);
  });

  it('follows another on the next day, or comes before it', async () => {
    const { id } = await newBroker('In a row', { toOn: '2026-06-30' });
    await ok(add(id, '2026-07-01'));
    await ok(add(id, '2025-07-01', '2025-12-31'));
    const { agreements } = await ok(staff.caseworker.get(`/brokers/${id}`), 200);
    expect(agreements.map((one: any) => one.fromOn)).toEqual([
      '2026-07-01',
      '2026-01-01',
      '2025-07-01',
    ]);
  });

  it('ends before its time, once, and another may follow', async () => {
    const broker = await newBroker('Given up');
    const [{ id }] = broker.agreements;
    const days = { endedOn: '2026-04-10', accessUntil: '2026-04-20' };
    const ended = await ok(end(id, days));
    expect(ended).toMatchObject({ letsIn: true, ended: { ...days, reason: 'Contract given up' } });
    expect(refusalOf(await end(id, days))).toEqual([409, 'state-does-not-allow']);
    expect(refusalOf(await add(broker.id, '2026-04-10'))).toEqual([409, 'already-exists']);
    await ok(add(broker.id, '2026-04-11'));
  });

  it('lets the broker in no longer than until its last day, unless more is said', async () => {
    const [agreement] = (await newBroker('Gone')).agreements;
    const ended = await ok(end(agreement.id, { endedOn: '2026-04-14' }));
    expect(ended).toMatchObject({ letsIn: false, ended: { accessUntil: '2026-04-14' } });
  });

  it.each([
    ['before it began', { endedOn: '2025-12-31' }, ['body.endedOn']],
    ['after it ends anyway', { endedOn: '2026-07-01' }, ['body.endedOn']],
    [
      'with less access than that',
      { endedOn: '2026-05-01', accessUntil: '2026-04-30' },
      ['body.accessUntil'],
    ],
  ])('does not end %s', async (what, body, places) => {
    const [agreement] = (await newBroker(`End ${what}`, { toOn: '2026-06-30' })).agreements;
    const refused = refusalOf(await end(agreement.id, body));
    expect(refused).toEqual([422, 'dates-out-of-order', ...places]);
  });

  it('that does not exist cannot end', async () => {
    expect((await end(randomUUID(), { endedOn: '2026-05-01' })).status).toBe(404);
  });
});

describe("a broker's fee", () => {
  const fee = (effectiveOn: string, perMonth: string) => ({
    effectiveOn,
    perMonth,
    perExtraFunder: '2.00',
  });

  it('is the latest that has begun', async () => {
    const { id } = await newBroker('With fees');
    const add = (body: object) => staff.finance.post(`/brokers/${id}/fees`, body);
    await ok(add(fee('2026-01-01', '11.99')));
    await ok(add(fee('2026-04-15', '12.50')));
    await ok(add(fee('2026-04-16', '13.00')));
    expect(refusalOf(await add(fee('2026-04-16', '9.00')))).toEqual([409, 'already-exists']);
    const broker = await ok(staff.caseworker.get(`/brokers/${id}`), 200);
    expect(broker.fee).toMatchObject(fee('2026-04-15', '12.50'));
    const { items } = await ok(staff.administrator.get(`/brokers/${id}/fees`), 200);
    expect(items.map((one: any) => one.perMonth)).toEqual(['13.00', '12.50', '11.99']);
  });

  it('is not below zero', async () => {
    const { id } = await newBroker('Below zero');
    const refused = await staff.finance.post(`/brokers/${id}/fees`, fee('2026-01-01', '-0.01'));
    expect(refusalOf(refused)).toEqual([422, 'invalid-request', 'body.perMonth']);
  });
});
