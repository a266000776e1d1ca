import { beforeAll, describe, expect, it } from 'vitest';
import { readTables, typeOf, type Table } from '../../src/audit/columns.ts';
import { meaningOf } from '../../src/audit/meanings.ts';
import { TABLES } from '../../src/audit/tables.ts';
import { isExported } from '../../src/audit/table-form.ts';
import { freshApi } from '../support/api.ts';
import type { TestDatabase } from '../support/database.ts';
import { familyWithShare } from '../support/family.ts';

let db: TestDatabase;
let tables: Map<string, Table>;
beforeAll(async () => {
  const api = await freshApi();
  await familyWithShare(api);
  db = api.db;
  tables = await db.run(readTables);
});

const exported = Object.entries(TABLES).flatMap(([name, decision]) =>
  isExported(decision) ? [{ name, decision, columns: decision.columns.split(' ') }] : [],
);

describe('the tables of the audit bundle', () => {
  it('are decided one by one: a new table is in it, or it is said why not', () => {
    expect(Object.keys(TABLES).sort()).toEqual([...tables.keys()].sort());
  });

  it('are decided column by column', () => {
    for (const { name, decision, columns } of exported) {
      const decided = [...columns, ...Object.keys(decision.without ?? {})];
      const there = tables.get(name)!.columns.map((column) => column.name);
      expect(decided.sort(), name).toEqual(there.sort());
    }
  });

  it('say what each is, and why what stays behind does', () => {
    for (const decision of Object.values(TABLES)) {
      const said = isExported(decision)
        ? [decision.about, ...Object.values(decision.without ?? {})]
        : [decision.leftOut];
      for (const sentence of said) expect(sentence).toMatch(/^[A-Z].{5,}[.]$/);
    }
    for (const { name, decision, columns } of exported) {
      for (const column of columns) {
        const meaning = decision.meanings?.[column] ?? meaningOf(column);
        expect(meaning, `${name}.${column}`).toMatch(/^[A-Z].*[.]$/);
      }
    }
  });

  it('have a form for each of their columns', () => {
    const forms: string[] = [];
    for (const { name, columns } of exported) {
      for (const column of tables.get(name)!.columns) {
        if (columns.includes(column.name)) forms.push(typeOf(column));
      }
    }
    expect(new Set(forms).size).toBe(10);
  });

  it('leave out names, addresses, free texts, bank details of people and files', () => {
    for (const name of ['personal_details', 'addresses', 'texts', 'answers', 'provision_items']) {
      expect(isExported(TABLES[name]!), name).toBe(false);
    }
    const all = new Set(
      exported.flatMap(({ name, columns }) => columns.map((c) => `${name}.${c}`)),
    );
    for (const column of [
      'bank_details.account_number',
      'bank_files.content',
      'bank_lines.counterparty',
      'bank_lines.text',
      'beneficiaries.reference',
      'payees.name',
      'payment_files.content',
      'spending.description',
      'users.subject',
    ]) {
      expect(all.has(column), column).toBe(false);
    }
    for (const column of all) {
      expect(column).not.toMatch(/_texts?$|[.](salt|content|given_name|family_name|born_on)$/);
    }
  });

  it('show an auditor every row that the service sees', async () => {
    const counts = (kind: string) =>
      db.run(
        async (tx) => {
          const each = exported.map(
            ({ name }) => `select '${name}' as name, count(*) from ${name}`,
          );
          return tx.sql.unsafe(`${each.join(' union all ')} order by 1`);
        },
        { kind },
      );
    const seen = await counts('auditor');
    expect(seen).toEqual(await counts('service'));
    expect(seen.filter(({ count }) => count !== '0').length).toBeGreaterThan(30);
  });
});
