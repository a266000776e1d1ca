import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/problem.ts';
import { temporaryFolder } from '../support/cluster.ts';
import { freePort, runService, type Running } from '../support/process.ts';

/** The examples of the guides are run as they stand, one guide after the other, on one book. */
const ROOT = resolve(import.meta.dirname, '../..');
const GUIDES = join(ROOT, 'docs/guides');
const TODAY = '2026-11-20';

let folder: string;
let port: string;
let service: Running;

beforeAll(async () => {
  folder = temporaryFolder();
  port = await freePort();
  service = runService({ DATA_DIR: join(folder, 'data'), PORT: port, TODAY });
  await service.prints('Ready at');
}, 120_000);

afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.ended;
  rmSync(folder, { recursive: true, force: true });
});

/** The commands of a guide, for the service of this test and with its files in a folder of their own. */
function commandsOf(guide: string): string {
  return [...guide.matchAll(/^```sh\n([^]*?)^```$/gm)]
    .map((match) => match[1])
    .join('')
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`)
    .replaceAll('/tmp/', `${folder}/`);
}

it.each(readdirSync(GUIDES))('%s', { timeout: 120_000 }, (name) => {
  const guide = readFileSync(join(GUIDES, name), 'utf8');
  expect(guide).toContain(`TODAY=${TODAY} npm start`);
  const { status, stdout, stderr } = spawnSync('sh', ['-euc', commandsOf(guide)], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      ...process.env,
      TODAY,
      PORT: port,
      DATA_DIR: join(folder, 'data'),
      PATH: `${ROOT}/node_modules/.bin:${process.env['PATH']}`,
    },
  });
  expect({ status, stderr: stderr.includes('curl:') ? stderr : '' }).toEqual({
    status: 0,
    stderr: '',
  });
  expect(stdout).not.toMatch(/PROVES NOTHING|FAILS/);
  // What is refused is refused on purpose: the guide names it.
  const refused = Object.keys(PROBLEMS).filter((type) => stdout.includes(`"/problems/${type}"`));
  for (const type of refused) expect(guide).toContain(`(../problems/${type}.md)`);
});
