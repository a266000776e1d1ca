import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { guarded } from '../../src/audit/columns.ts';
import { copyOut } from '../../src/audit/copy-out.ts';
import { inTransaction, type Scope } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { TODAY, freshDatabase, type TestDatabase } from '../support/database.ts';
import { AUTHORITY } from '../support/template.ts';

let db: TestDatabase;
let scope: Scope;
beforeAll(async () => {
  db = await freshDatabase();
  scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'auditor', today: TODAY };
});

const never = new AbortController().signal;

/** Copies a query in a snapshot. @returns the text, and how many rows were counted */
async function copied(query: string, quoted: string[] = [], pauseMs = 0, names = true) {
  const pieces: Buffer[] = [];
  let told = 0;
  const rows = await inTransaction(
    db.service,
    scope,
    (tx) =>
      copyOut(tx, query, quoted, {
        stop: never,
        names,
        write: async (batch, lines) => {
          told += lines;
          // What is kept must be copied: the memory of a batch is used again.
          pieces.push(Buffer.from(batch));
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        },
      }),
    { readOnly: true },
  );
  expect(told).toBe(rows + (names ? 1 : 0));
  return { text: Buffer.concat(pieces).toString('utf8'), rows };
}

describe('rows that are copied out of the database', () => {
  it('are lines that end in CR LF, with names first, and line ends in values stay', async () => {
    const query = `select * from (values (1, E'a\\nb', 'x'), (2, E'c\\r\\nd"e', ''), (3, null, E'\\n'))
      as t (id, text, more) order by id`;
    const { text, rows } = await copied(query, ['id']);
    expect(rows).toBe(3);
    expect(text).toBe('id,text,more\r\n"1","a\nb",x\r\n"2","c\r\nd""e",""\r\n"3",,"\n"\r\n');
    expect(parse(text, { record_delimiter: '\r\n' })).toHaveLength(4);
  });

  it('are all there when there are many, some larger than a batch, and nobody hurries', async () => {
    const query = `select n, repeat(chr(97 + n % 26), case when n % 1000 = 7 then 300000 else n % 50 end) as text
      from generate_series(1, 20000) as n order by n`;
    const { text, rows } = await copied(query, [], 2);
    expect(rows).toBe(20_000);
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(20_002);
    for (let n = 1; n <= 20_000; n += 1) {
      const letter = String.fromCharCode(97 + (n % 26));
      const value = letter.repeat(n % 1000 === 7 ? 300_000 : n % 50);
      expect(lines[n] === `${n},${value === '' ? '""' : value}`, `line ${n}`).toBe(true);
    }
  });

  it('have no line of names when they follow others', async () => {
    const query = 'select n from generate_series(1, 2) as n where n > ';
    expect(await copied(`${query} 0`, [], 0, false)).toEqual({ text: '1\r\n2\r\n', rows: 2 });
    expect(await copied(`${query} 2`, [], 0, false)).toEqual({ text: '', rows: 0 });
  });

  it('are none but the names for an empty table', async () => {
    expect(await copied('select 1 as id where false')).toEqual({ text: 'id\r\n', rows: 0 });
  });

  it('have an apostrophe where a spreadsheet would see a formula, which can be taken away', async () => {
    const texts = [
      '=1',
      '+1',
      '-1',
      '@a',
      '\ta',
      '\ra',
      '\na',
      '＝1',
      '＋1',
      '－1',
      '＠1',
      "'a",
      "'=1",
    ];
    const harmless = ['a', '1=1', ' =1', '', 'Ünï', '"=1"'];
    const all = [...texts, ...harmless];
    const values = all.map((text, n) => `(${n}, E'${text.replaceAll("'", "''")}')`).join(', ');
    const query = `select n, ${guarded('text')} as text from (values ${values}) as t (n, text) order by n`;
    const { text } = await copied(query);
    const rows: string[][] = parse(text, { record_delimiter: '\r\n', from: 2 });
    const read = rows.map(([, one]) => one!);
    expect(read).toEqual([...texts.map((one) => `'${one}`), ...harmless]);
    expect(read.map((one) => (one.startsWith("'") ? one.slice(1) : one))).toEqual(all);
  });
});

describe('a copying that does not come to its end', () => {
  const endless = 'select generate_series(1, 1000000000) as n';

  it('is ended in the database when it is stopped, and the connection works on', async () => {
    const stopping = new AbortController();
    const work = inTransaction(db.service, scope, async (tx) => {
      let batches = 0;
      const write = async (): Promise<void> => {
        batches += 1;
        if (batches === 3) stopping.abort(new Error('Enough.'));
      };
      const copying = copyOut(tx, endless, [], { stop: stopping.signal, write });
      await expect(copying).rejects.toThrow('Enough.');
    });
    // The transaction was spoilt by the cancellation, which is all there is to say of it.
    await work.catch(() => {});
    await expect(db.run((tx) => tx.sql`select 1`)).resolves.toHaveLength(1);
    const rows = await db.service`select from pg_stat_activity
      where datname = current_database() and query like 'copy (%' and state <> 'idle'`;
    expect(rows).toHaveLength(0);
  });

  it('is ended while the database has not begun to answer', async () => {
    const stopping = new AbortController();
    const copying = inTransaction(db.service, scope, (tx) =>
      copyOut(tx, 'select pg_sleep(60)', [], { stop: stopping.signal, write: async () => {} }),
    );
    setTimeout(() => stopping.abort(new Error('Enough.')), 200);
    await expect(copying).rejects.toThrow('Enough.');
    await expect(db.run((tx) => tx.sql`select 1`)).resolves.toHaveLength(1);
  });

  it('ends too when it is stopped over the last rows, when the database has sent all', async () => {
    const stopping = new AbortController();
    const write = async (): Promise<void> => {
      await delay(200);
      stopping.abort(new Error('Enough.'));
    };
    const copying = inTransaction(db.service, scope, (tx) =>
      copyOut(tx, 'select 1 as n', [], { stop: stopping.signal, write }),
    );
    await expect(copying).rejects.toThrow('Enough.');
    await expect(db.run((tx) => tx.sql`select 1`)).resolves.toHaveLength(1);
  });

  it('says why it could not be written', async () => {
    const write = async (): Promise<void> => {
      throw new Error('The disk is full.');
    };
    const copying = inTransaction(db.service, scope, (tx) =>
      copyOut(tx, endless, [], { stop: never, write }),
    );
    await expect(copying).rejects.toThrow('The disk is full.');
  });

  it('says what the database says', async () => {
    const query = 'select 1 / (500 - n) as n from generate_series(1, 1000) as n';
    const copying = inTransaction(db.service, scope, (tx) =>
      copyOut(tx, query, [], { stop: never, write: async () => {} }),
    );
    await expect(copying).rejects.toMatchObject({ code: '22012' });
  });

  it('does not begin when it was stopped before', async () => {
    const copying = inTransaction(db.service, scope, (tx) =>
      copyOut(tx, endless, [], {
        stop: AbortSignal.abort(new Error('No.')),
        write: async () => {},
      }),
    );
    await expect(copying).rejects.toThrow('No.');
  });
});
