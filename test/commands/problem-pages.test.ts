import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { problemPages, writeProblemPages } from '../../src/commands/problem-pages.ts';
import { PROBLEMS } from '../../src/problem.ts';
import { freshApi, type Api } from '../support/api.ts';
import { operationsOf } from '../support/operations.ts';

/** Every problem type has its page, in docs/ and in the service, and is one that can be answered. */
const FOLDER = new URL('../../docs/problems/', import.meta.url);
const TYPES = Object.keys(PROBLEMS);
let api: Api;
beforeAll(async () => {
  if (process.env['UPDATE_GOLDEN'] === '1') writeProblemPages(FOLDER.pathname);
  api = await freshApi();
});

describe('the pages in docs/problems', () => {
  it('are those of the problem types, and current', () => {
    const pages = problemPages();
    expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) {
      expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(text);
    }
  });
});

describe('every problem type', () => {
  it('is a page of the service, listed with the others', async () => {
    const list = await api.app.inject({ url: '/problems' });
    for (const type of TYPES) {
      const page = await api.app.inject({ url: `/problems/${type}` });
      expect([page.statusCode, page.headers['content-type']]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      expect(page.payload).toContain(PROBLEMS[type as keyof typeof PROBLEMS].todo);
      expect(list.payload).toContain(`href="/problems/${type}"`);
    }
  });

  it('is an answer of some operation of the reference', () => {
    const described = operationsOf(api.app)
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap(({ description }) => [...description.matchAll(/`([a-z-]+)`:/g)])
      .map(([, type]) => type);
    const unused = TYPES.filter((type) => !described.includes(type));
    expect(unused).toEqual([]);
  });

  it('is thrown somewhere in the source', () => {
    const source = new URL('../../src/', import.meta.url);
    const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && name !== 'problem.ts')
      .map((name) => readFileSync(new URL(name, source), 'utf8'));
    const everything = texts.join('\n').replace(/problems: \[[^\]]*\]/g, '');
    expect(TYPES.filter((type) => !everything.includes(`'${type}'`))).toEqual([]);
  });
});
