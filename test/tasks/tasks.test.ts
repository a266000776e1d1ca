import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTasks, type NewTask } from '../../src/tasks/store.ts';
import { addPerson, ok, staffOf, type Staff } from '../support/book.ts';
import { freshApi, type Api } from '../support/api.ts';
import { refusalOf } from '../support/refusal.ts';

/** On 15 April 2026: three tasks about nobody, due one after the other, and one about a person. */
let api: Api;
let staff: Staff;
let beneficiaryId: string;
const about = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const;
const task = (n: 0 | 1 | 2 | 3, more: Partial<NewTask> = {}): NewTask => ({
  kind: 'answer_unclear',
  forKind: 'finance_officer',
  beneficiaryId: null,
  arrangementId: null,
  about: about[n],
  dueOn: `2026-04-${14 + n}`,
  ...more,
});
const open = (tasks: readonly NewTask[]) => api.db.run((tx) => openTasks(tx, tasks));
const list = async (query = ''): Promise<any> => ok(staff.caseworker.get(`/tasks${query}`), 200);

beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  beneficiaryId = (await addPerson(staff)).id;
  await open([
    task(1),
    task(0),
    task(2, { kind: 'file_rejected' }),
    task(3, { kind: 'beneficiary_deceased', forKind: 'caseworker', beneficiaryId }),
  ]);
});

describe('tasks', () => {
  it('are listed by the day on which they are due, page by page', async () => {
    const first = await list('?limit=3');
    expect(first.items.map((one: any) => one.about)).toEqual(about.slice(0, 3));
    const rest = await list(`?limit=3&after=${first.next}`);
    expect(rest.items.map((one: any) => one.about)).toEqual([about[3]]);
    expect(rest.next).toBe(null);
  });

  it.each([
    ['?kind=file_rejected', [2]],
    ['?for=caseworker', [3]],
    ['?overdue=true', [0]],
    ['?overdue=false', [1, 2, 3]],
    ['?state=closed', []],
  ])('can be asked for by %s', async (query, expected) => {
    const { items } = await list(query);
    expect(items.map((one: any) => one.about)).toEqual(expected.map((n) => about[n]));
  });

  it('are opened once for the same thing', async () => {
    await open([task(0, { dueOn: '2026-12-31' }), task(0, { dueOn: '2026-12-30' })]);
    const { items } = await list('?kind=answer_unclear');
    expect(items.map((one: any) => one.dueOn)).toEqual(['2026-04-14', '2026-04-15']);
  });

  it('about a person end with what was done, once', async () => {
    const [one] = (await list('?kind=beneficiary_deceased')).items;
    const url = `/tasks/${one.id}/closing`;
    const without = await staff.caseworker.post(url, {});
    expect(without.body.errors).toEqual([{ where: 'body.note', message: expect.any(String) }]);
    const note = 'The father has died; the mother was sent the forms.';
    const closed = await ok(staff.caseworker.post(url, { note }), 200);
    expect(closed).toMatchObject({ state: 'closed', closing: { note } });
    expect(refusalOf(await staff.approver.post(url, { note })).slice(0, 2)).toEqual([
      409,
      'state-does-not-allow',
    ]);
    const { items } = await list('?limit=200');
    expect(items.map((each: any) => each.state)).toEqual(['open', 'open', 'open', 'closed']);
    const kept = await api.db.run(
      (tx) => tx.sql`select beneficiary_id from texts where text = ${note}`,
    );
    expect([...kept]).toEqual([{ beneficiary_id: beneficiaryId }]);
  });

  it('about nobody end without a note, of which there is no one to keep it with', async () => {
    const [one] = (await list('?kind=file_rejected')).items;
    const url = `/tasks/${one.id}/closing`;
    const noted = await staff.finance.post(url, { note: 'Sent again' });
    expect(noted.body.errors[0].where).toBe('body.note');
    expect((await ok(staff.finance.post(url, {}), 200)).closing.note).toBe(null);
  });

  it('are read by an auditor, closed by nobody but those whose work they are', async () => {
    const [one] = (await list('?kind=answer_unclear')).items;
    expect((await ok(staff.auditor.get(`/tasks/${one.id}`), 200)).about).toBe(about[0]);
    expect((await staff.auditor.post(`/tasks/${one.id}/closing`, {})).status).toBe(403);
    expect((await staff.panel.get('/tasks')).status).toBe(403);
    expect((await staff.finance.get(`/tasks/${randomUUID()}`)).status).toBe(404);
  });

  it('are never listed after a place that no page gave', async () => {
    expect((await staff.finance.get('/tasks?after=yesterday')).status).toBe(422);
  });
});
