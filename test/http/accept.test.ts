import { describe, expect, it } from 'vitest';
import { chooseType } from '../../src/http/accept.ts';
import { Problem } from '../../src/problem.ts';

const OFFERED = ['application/json', 'text/csv'] as const;

describe('what an Accept header asks for', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['TEXT/CSV; header=present', 'text/csv'],
    ['text/*', 'text/csv'],
    ['application/json;q=0.5, text/csv', 'text/csv'],
    ['text/csv;q=0.5, */*;q=0.1', 'text/csv'],
    ['text/csv;q=0, */*', 'application/json'],
    ['text/html, */*;q=0.8', 'application/json'],
  ])('%j is %s', (accept, type) => expect(chooseType(accept, OFFERED)).toBe(type));

  it.each(['text/html', 'application/json;q=0', 'nonsense'])('%j is not to be had', (accept) =>
    expect(() => chooseType(accept, OFFERED)).toThrow(Problem),
  );
});
