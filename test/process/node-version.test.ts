import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../support/process.ts';

/** A Node of this computer that is too old for the ledger, or null. */
function findOldNode(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'node')).filter((file) => existsSync(file));
  return found.find((file) => majorOf(file) < 26) ?? null;
}

function majorOf(node: string): number {
  return Number(
    execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0],
  );
}

const oldNode = findOldNode();
const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts as Record<string, string>;

it.each(['start', 'ledger', 'bench'])('`npm run %s` looks at the version of Node first', (name) => {
  expect(scripts[name]).toMatch(/^exec node (--expose-gc )?--import \.\/src\/runtime\.mjs /);
});

it.skipIf(oldNode === null)(
  'an old Node (skipped where not present) is told which is needed',
  async () => {
    const ended = await run(oldNode!, ['--import', './src/runtime.mjs', 'src/main.ts'], {}).ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^Node 26 or later is needed, but this is Node \d+\.[^\n]*\n$/);
  },
);
