import { beforeAll, describe, expect, it } from 'vitest';
import { USER_KINDS } from '../../src/access/kinds.ts';
import { noteRules, rulesOn } from '../../src/law/store.ts';
import { recordDecisions } from '../../src/ledger/decision.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

/** The rules as dated data, through the API. */
let api: Api;
let administrator: ApiUser;
let auditor: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  administrator = await api.as('administrator');
  auditor = await api.as('auditor');
});

interface Found {
  readonly id: string;
  readonly name: string;
  readonly sector: string | null;
  readonly value: string;
  readonly effectiveOn: string;
  readonly revision: number;
}
const rulesBy = async (query: string): Promise<Found[]> =>
  (await ok(auditor.get(`/rules${query}`), 200)).items;
const versionsOf = async (name: string): Promise<Found[]> =>
  (await ok(auditor.get(`/rules/${name}/versions`), 200)).items;

const version = (more: object) => ({
  name: 'notice_of_stop',
  effectiveOn: '2026-10-01',
  value: '42',
  unit: 'days',
  source: 'Panel of 1 April 2026.',
  confidence: 'local',
  ...more,
});

describe('the rules in force', () => {
  it('are read by every kind of user, with where they come from', async () => {
    for (const kind of USER_KINDS) {
      const broker = '3f6f2a52-7c1e-4a56-9a38-0a9a4f7f2c11';
      const user = await api.as(kind, { broker, funder: broker });
      const { items } = await ok(user.get('/rules?name=first_review&sector=health'), 200);
      expect(items).toEqual([
        {
          id: expect.any(String),
          name: 'first_review',
          sector: 'health',
          effectiveOn: '2013-08-01',
          revision: 1,
          value: '3',
          unit: 'months',
          meaning: 'By when the first review is held, from the first payment.',
          source: 'SI 2013/1617, reg. 14.',
          confidence: 'memory',
          confidenceInWords: 'Not sure: from memory; read the law before you rely on it.',
        },
      ]);
    }
  });

  it('are those of the day that is asked for', async () => {
    expect(await rulesBy('?on=2009-10-31')).toEqual([]);
    const names = async (on: string): Promise<Set<string>> =>
      new Set((await rulesBy(`?on=${on}`)).map((one) => one.name));
    expect((await names('2013-07-31')).has('late_consent')).toBe(false);
    expect((await names('2014-09-01')).has('late_consent')).toBe(true);
  });

  it('of a sector are its own and those for every sector', async () => {
    const names = (await rulesBy('?sector=education')).map((one) => one.name);
    expect(names).toContain('own_consent_from');
    expect(names).toContain('diary_ahead');
    expect(names).not.toContain('adult_from');
  });
});

describe('a later version', () => {
  it('holds from its day on, keeps its meaning, and leaves the one before as it was', async () => {
    const added = await ok(administrator.post('/rules', version({})));
    expect(added).toMatchObject({ value: '42', revision: 1, sector: null, warning: null });
    expect(added.meaning).toMatch(/^How long before a direct payment is stopped/);
    const valueOn = async (on: string): Promise<string> =>
      (await rulesBy(`?on=${on}&name=notice_of_stop`))[0]!.value;
    expect([await valueOn('2026-09-30'), await valueOn('2026-10-01')]).toEqual(['28', '42']);
    expect((await versionsOf('notice_of_stop')).map((one) => one.value)).toEqual(['28', '42']);
  });

  it('for one sector stands beside the one for every sector', async () => {
    const more = { name: 'notice_of_decrease', sector: 'health', value: '14' };
    await ok(administrator.post('/rules', version(more)));
    const on = '?on=2026-10-01&name=notice_of_decrease';
    expect((await rulesBy(`${on}&sector=health`)).map((one) => one.value)).toEqual(['14']);
    expect((await rulesBy(`${on}&sector=education`)).map((one) => one.value)).toEqual(['28']);
    await api.db.run(async (tx) => {
      const rules = await rulesOn(tx, Temporal.PlainDate.from('2026-10-01'));
      expect(rules.rule('notice_of_decrease', 'health').value).toBe('14');
      expect(rules.rule('notice_of_decrease', 'social_care').value).toBe('28');
    });
  });

  it('that holds for days gone by comes with a warning', async () => {
    const more = { name: 'diary_ahead', effectiveOn: '2026-04-01', value: '60' };
    const added = await ok(administrator.post('/rules', version(more)));
    expect(added.warning).toMatch(/keep the version they used/);
  });

  it('is refused where it does not fit', async () => {
    const refused = async (more: object): Promise<unknown[]> =>
      refusalOf(await administrator.post('/rules', version(more)));
    expect(await refused({ name: 'no_such_rule' })).toEqual([422, 'record-unknown', 'body.name']);
    expect(await refused({ name: 'adult_from', sector: 'health', unit: 'years' })).toEqual([
      422,
      'record-unknown',
      'body.sector',
    ]);
    expect(await refused({ unit: 'weeks' })).toEqual([422, 'invalid-request', 'body.unit']);
    expect(await refused({ value: 'four weeks' })).toEqual([422, 'invalid-request', 'body.value']);
    expect(await refused({ name: 'late_consent', unit: 'choice', value: 'half' })).toEqual([
      422,
      'invalid-request',
      'body.value',
    ]);
    expect(await refused({ effectiveOn: '2001-01-01' })).toEqual([
      422,
      'dates-out-of-order',
      'body.effectiveOn',
    ]);
    expect(await refused({ effectiveOn: '2009-11-01' })).toEqual([409, 'already-exists']);
  });

  it('is an administrator’s to add', async () => {
    const finance = await api.as('finance_officer');
    expect(refusalOf(await finance.post('/rules', version({})))).toEqual([403, 'not-allowed']);
  });

  it('for one day by two at once is added once, and the second sees the first', async () => {
    const users = await Promise.all(
      [1, 2, 3, 4].map((n) => api.as('administrator', { sub: `administrator ${n}` })),
    );
    const asked = version({ name: 'transfer_of_plan', unit: 'working_days', value: '10' });
    const answers = await Promise.all(users.map((user) => user.post('/rules', asked)));
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([
      201, 409, 409, 409,
    ]);
    const added = answers.find((one) => one.status === 201)!.body;
    for (const { body } of answers.filter((one) => one.status === 409)) {
      expect(body.type).toBe('/problems/already-exists');
      expect(body.first).toEqual({ id: added.id, revision: 1, value: '10', unit: 'working_days' });
    }
  });
});

describe('a correction', () => {
  it('is a higher revision of the same day, and both are kept', async () => {
    const [seeded] = await versionsOf('letter_after_transfer');
    const more = {
      name: 'letter_after_transfer',
      effectiveOn: '2014-09-01',
      unit: 'weeks',
      value: '5',
      corrects: seeded!.id,
      meaning: 'Put right.',
    };
    const added = await ok(administrator.post('/rules', version(more)));
    expect(added).toMatchObject({ revision: 2, value: '5', meaning: 'Put right.' });
    expect(added.warning).toMatch(/Decisions already made keep/);
    const holds = await rulesBy('?name=letter_after_transfer');
    expect(holds.map((one) => [one.revision, one.value])).toEqual([[2, '5']]);
    const again = await administrator.post('/rules', version({ ...more, value: '4' }));
    expect([again.status, again.body.first.id]).toEqual([409, added.id]);
  });
});

describe('the versions of a rule', () => {
  it('are paged in order: for every sector first, then sector by sector', async () => {
    const read: (string | null)[] = [];
    let after = '';
    do {
      const url = `/rules/notice_of_decrease/versions?limit=1${after}`;
      const { items, next } = await ok(auditor.get(url), 200);
      read.push(...items.map((one: Found) => one.sector));
      after = next === null ? '' : `&after=${next}`;
    } while (after !== '');
    expect(read).toEqual([null, 'health']);
    expect((await auditor.get('/rules/no_such_rule/versions')).status).toBe(404);
  });
});

describe('the rules that a decision used', () => {
  it('are found by its entry, as they were then', async () => {
    const entry = await api.db.run(async (tx) => {
      const [id] = await recordDecisions(tx, [
        { key: 'test:1', reason: 'request_refused', fields: ['test-1'] },
      ]);
      const rules = await rulesOn(tx, Temporal.PlainDate.from('2026-04-15'));
      rules.rule('notice_of_stop');
      rules.rule('first_review', 'education');
      await noteRules(tx, [id!], rules.used());
      return id!;
    });
    const [first] = await versionsOf('notice_of_stop');
    const corrected = { effectiveOn: '2009-11-01', value: '35', corrects: first!.id };
    await ok(administrator.post('/rules', version(corrected)));
    const { items } = await ok(auditor.get(`/rules/used?entry=${entry}`), 200);
    const used = items.map((one: Found) => [one.name, one.sector, one.value, one.revision]);
    expect(used).toEqual([
      ['first_review', 'education', '3', 1],
      ['notice_of_stop', null, '28', 1],
    ]);
    expect((await auditor.get('/rules/used?entry=999999')).status).toBe(404);
  });
});

describe('what must be on file', () => {
  it('is paged, in order, and each comes once', async () => {
    const all = await ok(auditor.get('/requirements?limit=200'), 200);
    const read: string[] = [];
    let after = '';
    do {
      const { items, next } = await ok(auditor.get(`/requirements?limit=37${after}`), 200);
      read.push(...items.map((one: Found) => one.id));
      after = next === null ? '' : `&after=${next}`;
    } while (after !== '');
    expect(new Set(read).size).toBe(read.length);
    expect(read.length).toBeGreaterThan(200);
    expect(read.slice(0, 200)).toEqual(all.items.map((one: Found) => one.id));
  });

  it('is filtered by sector, stage and recipient, on a day', async () => {
    const query = 'sector=health&stage=young_person&recipient=nominee';
    const { items } = await ok(auditor.get(`/requirements?${query}`), 200);
    const rows = items as Record<string, string>[];
    expect(
      new Set(rows.map((one) => [one['sector'], one['stage'], one['recipient']].join())),
    ).toEqual(new Set(['health,young_person,nominee']));
    const documents = rows.map((one) => one['document']);
    expect(documents).toContain('nominee_agreement');
    expect(documents).toContain('notice_of_conditions');
    expect(rows[0]!['confidenceInWords']).toMatch(/sure/);
    const before = await ok(auditor.get(`/requirements?${query}&on=2009-10-31`), 200);
    expect(before).toEqual({ items: [], next: null });
  });
});
