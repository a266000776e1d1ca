import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { liveServer } from '../../src/database/embedded/process.ts';
import { temporaryFolder } from '../support/cluster.ts';
import { freePort, runLedger, runService } from '../support/process.ts';

const folder = temporaryFolder();
const dataDir = join(folder, 'data');
const env = { DATA_DIR: dataDir, PORT: await freePort() };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a first start that was killed half-way is noticed, and done over by the next', async () => {
  const first = runService(env);
  // The migrations of the new authority come right before its people.
  await first.prints(/demonstration: 0001.*\n\[.*\n/);
  first.child.kill('SIGKILL');
  await first.ended;

  const command = await runLedger(['seal'], env);
  expect(command).toMatchObject({ code: 1, stdout: '' });
  expect(command.stderr).toContain('The demonstration is not wholly loaded.');

  const second = runService(env);
  await second.prints('it starts over');
  await second.prints('Ready at');
  const answer = await fetch(`http://127.0.0.1:${env.PORT}/health/ready`);
  expect(answer.status).toBe(200);
  second.child.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0 });

  expect(await runLedger(['seal'], env)).toMatchObject({ code: 0 });
}, 90_000);

it('a signal during the start stops it in good order', async () => {
  const start = runService({ ...env, DATA_DIR: join(folder, 'other') });
  await start.prints('A new database is made');
  start.child.kill('SIGTERM');
  expect(await start.ended).toMatchObject({ code: 0, stderr: '' });
  expect(start.stdout()).not.toContain('Ready');
  expect(liveServer(join(folder, 'other', 'postgresql'))).toBeNull();
});
