import { parse } from 'csv-parse/sync';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import {
  auditScene,
  membersOf,
  textOf,
  type AuditScene,
  type MadeBundle,
} from '../support/audit.ts';
import { familyWithShare, type FamilyWithShare } from '../support/family.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';
import { AUTHORITY } from '../support/template.ts';

let scene: AuditScene;
let a: ShareAccounts;
let amina: FamilyWithShare;
let bundle: MadeBundle;
let members: Map<string, Buffer>;
beforeAll(async () => {
  scene = await auditScene();
  amina = await familyWithShare(scene.api);
  a = await openShare(scene.api.db);
  await postAll(scene.api.db, [
    anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, '0.10']], '=HYPERLINK("x")'),
    anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, '2.00']], 'it\'s, "so"\nit is'),
  ]);
  bundle = await scene.make();
  members = membersOf(bundle.path);
});

const rowsOf = (name: string): Record<string, string>[] =>
  parse(textOf(members, `data/${name}.csv`), { columns: true, record_delimiter: '\r\n' });

describe('an audit bundle', () => {
  it('has a manifest that says what is in it, and how far it goes', () => {
    const manifest = JSON.parse(textOf(members, 'manifest.json'));
    expect(Object.keys(manifest)).toEqual([
      'format',
      'authority',
      'journal',
      'askedBy',
      'takenAt',
      'asKnown',
      'filters',
      'rules',
      'seal',
      'csv',
      'files',
    ]);
    const last = bundle.throughEntry;
    expect(manifest).toMatchObject({
      format: 'ledger-audit-bundle-1',
      authority: AUTHORITY,
      askedBy: { user: '00000000-0000-0000-0000-000000000000', kind: 'auditor' },
      takenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      asKnown: { throughEntry: last, size: last, lastEntryInSnapshot: last },
      rules: { versions: expect.any(Number), migration: expect.stringMatching(/^\d{4}_/) },
      seal: {
        checkpoint: expect.stringContaining(`personal-budget-ledger/${AUTHORITY}\n${last}\n`),
        key: {
          name: `personal-budget-ledger/${AUTHORITY}`,
          id: expect.stringMatching(/^[0-9a-f]{8}$/),
        },
      },
    });
    expect(manifest.filters.leftOut).toContainEqual({
      table: 'personal_details',
      why: 'It says who a person is.',
    });
    const transfers = manifest.files.find(
      ({ name }: { name: string }) => name === 'data/transfers.csv',
    );
    const sum = rowsOf('transfers').reduce(
      (pence, row) => pence + Number(row['amount']!.replace('.', '')),
      0,
    );
    expect(transfers).toEqual({
      name: 'data/transfers.csv',
      bytes: members.get('data/transfers.csv')!.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      rows: rowsOf('transfers').length,
      totals: { amount: `${String(sum).slice(0, -2)}.${String(sum).slice(-2)}` },
    });
    const names = manifest.files.map(({ name }: { name: string }) => name);
    expect([...names, 'manifest.json', 'manifest.sig']).toEqual([...members.keys()]);
  });

  it('has every entry with who, when and what, the reversals, the approvals and all balances', async () => {
    const entries = rowsOf('entries');
    expect(entries.map(({ id }) => id)).toEqual(entries.map((_, n) => String(n + 1)));
    expect(entries.length).toBe(Number(bundle.size));
    for (const { by, recorded_at: at, kind } of entries) {
      expect(by).toMatch(/^[0-9a-f-]{36}$/);
      expect(at).toMatch(/^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(kind).toMatch(/^[a-z_]+$/);
    }
    const agreed = rowsOf('approvals').filter((one) => one['decided_in'] === 'agreement_decisions');
    expect(agreed).toHaveLength(1);
    expect(agreed[0]!['first_person']).not.toBe(agreed[0]!['second_person']);
    const balances = new Map(rowsOf('balances').map((row) => [row['account_id'], row['balance']]));
    expect(balances.size).toBe(rowsOf('accounts').length);
    expect(balances.get(a.charges.id)).toBe('2.10');
    expect(balances.get(a.bank.id)).toBe('-2.10');
    expect(balances.get(a.suspense.id)).toBe('0.00');
    expect(amina.own.available).toBeDefined();
  });

  it('has its rows by their number, or, where identifiers are random, as they lie in their table', async () => {
    const accounts = rowsOf('accounts').map(({ id }) => Number(id));
    expect(accounts.length).toBeGreaterThan(1);
    expect(accounts).toEqual(accounts.toSorted((one, other) => one - other));
    const reasons = rowsOf('return_reasons').map(({ id }) => id!);
    const down = await scene.api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select id from return_reasons order by ctid`,
    );
    expect(reasons).toEqual(down.map(({ id }) => id));
    expect(reasons.length).toBeGreaterThan(20);
    expect(reasons).not.toEqual(reasons.toSorted());
  });

  it('is CSV by the letter: CR LF, no byte order mark, ids in quotes, formulas made harmless', () => {
    const bank = textOf(members, 'data/transfers.csv').split('\r\n');
    expect(bank[0]).toBe('entry_id,line,effective_on,from_account,to_account,amount');
    expect(bank.at(-2)).toMatch(/^"\d+",1,2026-04-10,"\d+","\d+",2\.00$/);
    const text = textOf(members, 'data/entries.csv');
    expect(text.startsWith('id,key,')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    const keys = rowsOf('entries').map(({ key }) => key);
    expect(keys).toContain(`'=HYPERLINK("x")`);
    expect(keys).toContain(`it's, "so"\nit is`);
    for (const [name, bytes] of members) {
      if (!name.endsWith('.csv')) continue;
      expect(bytes.subarray(-2).toString(), name).toBe('\r\n');
      expect(bytes[0], name).not.toBe(0xef);
    }
    // Money below zero is money and no formula.
    expect(textOf(members, 'data/balances.csv')).toMatch(/",-2\.10\r\n/);
  });

  it('describes each column beside its file', () => {
    for (const name of members.keys()) {
      const [, file] = /^data\/(.+)[.]csv$/.exec(name) ?? [];
      if (file === undefined) continue;
      const described = JSON.parse(textOf(members, `metadata/${file}.csv-metadata.json`));
      expect(described.url).toBe(`../data/${file}.csv`);
      const [head] = textOf(members, name).split('\r\n');
      const columns = described.tableSchema.columns as { name: string; datatype: unknown }[];
      expect(columns.map((column) => column.name).join(',')).toBe(head);
      for (const key of described.tableSchema.primaryKey) {
        expect(columns.map((column) => column.name)).toContain(key);
      }
    }
    const { tableSchema } = JSON.parse(textOf(members, 'metadata/transfers.csv-metadata.json'));
    expect(tableSchema.columns.at(-1)).toMatchObject({
      name: 'amount',
      datatype: { base: 'decimal', format: '0.00' },
      'dc:identifier': 'ADS GL_Detail.Amount',
    });
  });

  it('names nobody', () => {
    const personal = ['Amina', 'G. Example', 'G Example', '12345678', '20-00-00', 'Reads for'];
    for (const [name, bytes] of members) {
      if (!name.startsWith('data/')) continue;
      for (const word of personal) expect(bytes.includes(word), `${word} in ${name}`).toBe(false);
    }
  });
});

describe('the snapshot of a bundle', () => {
  it('is one: what is posted meanwhile is in none of its files, or sealed and in all', async () => {
    const posting = { goesOn: true };
    const post = (async () => {
      while (posting.goesOn) {
        await postAll(scene.api.db, [
          anEntry('bank_charge', '2026-04-12', [[a.bank, a.charges, '1.00']]),
        ]);
      }
    })();
    const made = await scene.make().finally(() => (posting.goesOn = false));
    await post;
    const files = membersOf(made.path);
    const count = (name: string): number => textOf(files, name).split('\r\n').length - 2;
    expect(count('data/entries.csv')).toBe(Number(made.size));
    expect(count('data/seals.csv')).toBe(Number(made.size));
    const rows: Record<string, string>[] = parse(textOf(files, 'data/transfers.csv'), {
      columns: true,
      record_delimiter: '\r\n',
    });
    const charges = rows
      .map((row) => [row['to_account'], Number(row['amount']!.replace('.', ''))] as const)
      .filter(([account]) => account === a.charges.id)
      .reduce((sum, [, pence]) => sum + pence, 0);
    const text = `${String(charges).slice(0, -2)}.${String(charges).slice(-2)}`;
    expect(textOf(files, 'data/balances.csv')).toContain(`"${a.charges.id}",${text}\r\n`);
    expect(Number(rows.at(-1)!['entry_id'])).toBeLessThanOrEqual(Number(made.throughEntry));
  });

  it('is let go when the making is stopped, and its connection works on', async () => {
    const superuser = connect(scene.api.db.urls.superuser, { name: 'test superuser', max: 2 });
    const stopping = new AbortController();
    const locked = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const holding = superuser.begin(async (sql) => {
      await sql`lock table ${sql(AUTHORITY)}.transfers in access exclusive mode`;
      locked.resolve();
      await done.promise;
    });
    await locked.promise;
    const path = `${scene.folder}/stopped.zip`;
    // The journal is sealed already: sealing would wait for the lock before there is a snapshot.
    const making = scene.make({ path, stop: stopping.signal, sealNow: async () => {} });
    making.catch(() => {});
    const waiting = async (): Promise<number> => {
      const rows = await superuser`select from pg_stat_activity
        where datname = current_database() and application_name = 'test service' and state <> 'idle'`;
      return rows.length;
    };
    while ((await waiting()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    stopping.abort(new Error('The service stops.'));
    // Whatever waits for the lock by another statement than a copying goes on once it has it.
    const soon = setTimeout(() => done.resolve(), 1000);
    await expect(making).rejects.toThrow('The service stops.');
    clearTimeout(soon);
    done.resolve();
    await holding;
    expect(await waiting()).toBe(0);
    await superuser.end();
    expect(existsSync(path)).toBe(true);
    await expect(scene.make()).resolves.toBeDefined();
  });
});
