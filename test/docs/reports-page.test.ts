import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REPORTS } from '../../src/reports/list.ts';

const page = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');

describe('the page on reports', () => {
  it('lists those there are, by group, with their questions and what they take', () => {
    const lines = page.split('\n').filter((line) => /^\| `[a-z0-9-]+` \|.*\|.*\|$/.test(line));
    const expected = REPORTS.map(({ name, question, parameters = [] }) => {
      const takes = parameters.map((one) => `\`${one}\``).join(', ');
      return `| \`${name}\` | ${question} | ${takes} |`;
    });
    expect(lines).toEqual(expected);
  });
});
