import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { COLUMNS } from '../../src/imports/columns.ts';
import { MOST_LINES } from '../../src/imports/file-lines.ts';
import { EXAMPLE } from '../support/opening-file.ts';

const GUIDE = readFileSync(resolve(import.meta.dirname, '../../docs/guides/going-live.md'), 'utf8');

it('the guide has every column with its form and an example, and no other', () => {
  const [file] = GUIDE.split('### What is checked') as [string];
  const rows = file.split('\n').filter((line) => /^\| `[a-z_]+` \|/.test(line));
  expect(rows).toEqual(
    COLUMNS.map(({ name, form, example }) => {
      const shown = example === '' ? '' : `\`${example}\``;
      return `| \`${name}\` | ${form} | ${shown} |`;
    }),
  );
});

it('the guide says how long a file may be', () => {
  expect(GUIDE).toContain(`up to ${MOST_LINES.toLocaleString('en-GB')} lines`);
});

it('the example has the columns of the template, in its order', () => {
  expect(EXAMPLE.split('\r\n')[0]).toBe(COLUMNS.map(({ name }) => name).join(','));
});
