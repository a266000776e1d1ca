import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { KINDS_OF_USER } from '../../src/access/kinds.ts';
import { freshApi, type Api } from '../support/api.ts';
import { documentOf, operationsOf, type Document, type Operation } from '../support/operations.ts';

/**
 * The OpenAPI document. What it should be is in test/golden/openapi.json; after a change that is
 * meant, `UPDATE_GOLDEN=1 npx vitest run test/http/openapi.test.ts` writes it anew.
 */
const GOLDEN = new URL('../golden/openapi.json', import.meta.url);
let api: Api;
let document: Document;
let operations: Operation[];
beforeAll(async () => {
  api = await freshApi();
  document = documentOf(api.app);
  operations = operationsOf(api.app);
});

const sorted = <T>(object: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** As text that changes only where the interface does: paths and schemas in order of their names. */
function textOf(found: Document): string {
  const { paths, components } = found;
  const schemas = sorted(components.schemas);
  const inOrder = { ...found, paths: sorted(paths), components: { ...components, schemas } };
  return `${JSON.stringify(inOrder, null, 2)}\n`;
}

const without = (wrong: (operation: Operation) => boolean): string[] =>
  operations.filter(wrong).map((operation) => `${operation.method} ${operation.path}`);

describe('the OpenAPI document', () => {
  it('is of version 3.1, and served to everyone as it is', async () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    const served = await api.app.inject({ url: '/openapi.json' });
    expect(served.statusCode).toBe(200);
    expect(served.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is the one in test/golden', () => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, textOf(document));
    expect(textOf(document)).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('has a page, whose parts all come from the service itself', async () => {
    const page = await api.app.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    const parts = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part!);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part).not.toMatch(/^(https?:)?\/\//);
      const { pathname } = new URL(part, 'http://localhost/docs/');
      expect((await api.app.inject({ url: pathname })).statusCode).toBe(200);
    }
  });

  it('refers to no schema that is not there, and has none that nothing refers to', () => {
    const text = JSON.stringify(document);
    const named = Object.keys(document.components.schemas);
    const found = text.matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    const referred = new Set([...found].map(([, name]) => name));
    expect(referred).toEqual(new Set(named));
  });

  it('shows an example of every kind of text that must have a form, or what it is one of', () => {
    const bare = Object.entries(document.components.schemas).filter(
      ([, schema]) =>
        schema.type === 'string' &&
        schema.enum === undefined &&
        (schema.examples ?? []).length === 0,
    );
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});

describe('every operation', () => {
  it('has an identifier of its own, a summary and one tag', () => {
    const ids = operations.map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
    expect(without(({ summary }) => !/^[A-Z].{5,79}[^.]$/.test(summary))).toEqual([]);
    expect(without(({ tags }) => tags.length !== 1)).toEqual([]);
  });

  it('needs a bearer token, and says for whom it is', () => {
    expect(without(({ security }) => !('bearer' in (security[0] ?? {})))).toEqual([]);
    const wrong = without((operation) => {
      const callers = operation['x-callers'].map((kind) => kind.replaceAll('_', ' ')).join(', ');
      return !operation.description.endsWith(`\n\nFor: ${callers}.`);
    });
    expect(wrong).toEqual([]);
    const known = new Set(Object.keys(KINDS_OF_USER));
    expect(without((one) => one['x-callers'].some((kind) => !known.has(kind)))).toEqual([]);
  });

  it('describes every part of its path', () => {
    const wrong = without(({ path, parameters }) => {
      const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = parameters.filter((one) => one.in === 'path').map((one) => one.name);
      return ['authority', ...parts].some((name) => !described.includes(name!));
    });
    expect(wrong).toEqual([]);
  });

  it('describes one success, and the problems that all of them have', () => {
    const successes = ({ responses }: Operation) =>
      Object.keys(responses).filter((status) => status.startsWith('2'));
    expect(without((operation) => successes(operation).length !== 1)).toEqual([]);
    const lacks = without(({ responses }) =>
      ['401', '403', '404', '429', '500', '503'].some((status) => !(status in responses)),
    );
    expect(lacks).toEqual([]);
    const others = without(({ responses }) =>
      Object.entries(responses).some(
        ([status, { content }]) =>
          !status.startsWith('2') && content?.['application/problem+json'] === undefined,
      ),
    );
    expect(others).toEqual([]);
  });

  it('that needs a key or a version says so among its parameters', () => {
    const has = ({ parameters }: Operation, name: string): boolean =>
      parameters.some((one) => one.in === 'header' && one.name === name && one.required === true);
    const needs = ({ responses }: Operation, type: string): boolean =>
      Object.values(responses).some(({ description }) => description.includes(`\`${type}\``));
    const key = without((one) => has(one, 'idempotency-key') !== needs(one, 'key-required'));
    const version = without((one) => has(one, 'if-match') !== needs(one, 'if-match-required'));
    expect([key, version]).toEqual([[], []]);
  });
});
