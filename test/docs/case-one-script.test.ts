import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The example of the documentation is run as a newcomer runs it, and must print what it says. */
const OUTPUT = new URL('../../docs/examples/case-1.out', import.meta.url);
const ROOT = new URL('../../', import.meta.url).pathname;

let env: NodeJS.ProcessEnv;
let folder: string;
let service: ReturnType<typeof spawn>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-case-'));
  const port = String(await freePort());
  env = { ...process.env, DATA_DIR: folder, PORT: port, TODAY: '2026-03-31' };
  service = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    service.stdout!.on('data', (chunk) => {
      if (String(chunk).includes('Ready at')) resolve();
    });
    service.once('exit', () => reject(new Error('The service did not start.')));
  });
}, 120_000);

afterAll(async () => {
  if (service.exitCode === null) {
    service.kill('SIGTERM');
    await once(service, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

it('prints what the documentation says', { timeout: 120_000 }, async () => {
  const { stdout } = await promisify(execFile)('sh', ['docs/examples/case-1.sh'], {
    cwd: ROOT,
    env: {
      ...env,
      BASE: `http://127.0.0.1:${env['PORT']}`,
      PATH: `${ROOT}node_modules/.bin:${env['PATH']}`,
    },
  });
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(OUTPUT, stdout);
  expect(stdout).toBe(readFileSync(OUTPUT, 'utf8'));
});
