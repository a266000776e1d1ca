import { beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../src/commands/modulus.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok, staffOf, type Staff } from '../support/book.ts';
import { TODAY } from '../support/database.ts';
import { refusalOf } from '../support/refusal.ts';
import { SUBSTITUTIONS, WEIGHTS } from './modulus-cases.ts';

let api: Api;
let staff: Staff;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
});

const TABLE = {
  version: '1.00',
  effectiveOn: '2026-01-05',
  weights: WEIGHTS,
  substitutions: SUBSTITUTIONS,
};
const load = (more: object) => staff.administrator.post('/modulus-tables', { ...TABLE, ...more });
const rows = WEIGHTS.trim().split('\n').length;

describe('a table of weights', () => {
  it('is loaded whole, and listed with the latest first', async () => {
    const first = await ok(load({}));
    expect(first).toMatchObject({ version: '1.00', effectiveOn: '2026-01-05', rows });
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
    await ok(load({ version: '1.10', effectiveOn: '2026-07-06' }));
    await ok(load({ version: '0.90', effectiveOn: '2025-07-07' }));

    const versions: string[] = [];
    for (let after = ''; ;) {
      const url = `/modulus-tables?limit=1${after}`;
      const { items, next } = await ok(staff.finance.get(url), 200);
      versions.push(...items.map((one: { version: string }) => one.version));
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(versions).toEqual(['1.10', '1.00', '0.90']);

    const [stored] = await api.db.run(
      (tx) => tx.sql<{ lines: number; weights: number[]; checkedAs: string }[]>`
        select count(*)::int as lines,
          (select weights from modulus_weights where table_id = ${first.id} and line = 2) as weights,
          (select checked_as from modulus_substitutions where table_id = ${first.id}) as "checkedAs"
        from modulus_weights where table_id = ${first.id}`,
    );
    expect(stored).toEqual({
      lines: rows,
      weights: [0, 3, 2, 4, 5, 8, 9, 4, 5, 6, 7, 8, 9, -1],
      checkedAs: '938611',
    });
  });

  it('is loaded once under its version', async () => {
    await ok(load({ version: '2.00' }));
    const again = await load({ version: '2.00', effectiveOn: '2026-02-02' });
    expect(refusalOf(again)).toEqual([409, 'already-exists']);
  });

  it('is refused whole with every fault by file and line', async () => {
    const weights = `${WEIGHTS}1 2 3\n4 5 6\n`;
    const answer = await load({ version: '3.00', weights, substitutions: 'a b' });
    const places = [`weights, line ${rows + 1}`, `weights, line ${rows + 2}`];
    expect(refusalOf(answer)).toEqual([
      422,
      'invalid-request',
      ...places.map((place) => `body.${place}`),
      'body.substitutions, line 1',
    ]);
    const { items } = await ok(staff.auditor.get('/modulus-tables'), 200);
    expect(items.map((one: { version: string }) => one.version)).not.toContain('3.00');
  });

  it('that is no table at all is not answered line by line for ever', async () => {
    const answer = await load({ version: '3.00', weights: 'nothing\n'.repeat(5000) });
    expect(answer.body.errors).toHaveLength(100);
    expect(answer.body.detail).toContain('5000 things');
  });

  it('may be larger than other bodies, and not larger than 2 MB', async () => {
    const large = `${WEIGHTS}${'\n'.repeat(700_000)}`;
    await ok(load({ version: '4.00', weights: large }));
    const tooLarge = await load({ version: '4.10', weights: large.repeat(2) });
    expect(refusalOf(tooLarge)).toEqual([413, 'too-large']);
  });
});

describe('the command', () => {
  const scope = () => ({
    authority: api.db.authority,
    user: '00000000-0000-0000-0000-000000000000',
    kind: 'service',
    today: TODAY,
  });
  const table = {
    ...TABLE,
    version: '5.00',
    effectiveOn: Temporal.PlainDate.from('2026-04-06'),
  };
  const run = (more: object = {}) => loadInto(api.db, scope(), { ...table, ...more });

  it('loads the same table, and leaves one alone that is there', async () => {
    expect(await run()).toBe(`testshire: the table 5.00 is loaded, ${rows} lines, from 2026-04-06`);
    expect(await run()).toBe('testshire: has the table 5.00 already');
    const { items } = await ok(staff.administrator.get('/modulus-tables'), 200);
    const loaded = items.filter((one: { version: string }) => one.version === '5.00');
    expect(loaded).toHaveLength(1);
  });

  it('refuses other content under the same version', async () => {
    await expect(run({ substitutions: '' })).rejects.toThrow(/^testshire: .*"5.00" already/);
    const effectiveOn = table.effectiveOn.add({ days: 1 });
    await expect(run({ effectiveOn })).rejects.toThrow('already');
  });

  it('names every fault with its line', async () => {
    const broken = run({ version: '6.00', weights: 'x', substitutions: 'y' });
    await expect(broken).rejects.toThrow(
      /2 things are wrong.*\n {2}weights, line 1: .*\n {2}substitutions, line 1: /,
    );
  });
});
