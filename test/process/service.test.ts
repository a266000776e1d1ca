import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { USER_KINDS } from '../../src/access/kinds.ts';
import { liveServer } from '../../src/database/embedded/process.ts';
import { temporaryFolder } from '../support/cluster.ts';
import { gone } from '../support/embedded.ts';
import { curlsIn, freePort, run, runLedger, runService, type Running } from '../support/process.ts';

const folder = temporaryFolder();
const dataDir = join(folder, 'data');
const person = {
  reference: `T-${randomUUID().slice(0, 8)}`,
  sex: 'female',
  ethnicity: 'WBRI',
  placement: 'mainstream_school',
  postcodeDistrict: 'M1',
  givenName: 'Wilhelmina',
  familyName: 'Nobody',
  bornOn: '2012-02-29',
};

/** The last thing the start prints. */
const ALL_CURLS = RegExp(`(?:\\ncurl [^\\n]+\\n[^]*?){${USER_KINDS.length}}`);

interface Page {
  readonly items: readonly { reference: string }[];
  readonly next: string | null;
}

let service: Running;
let address: string;
let caseworker: string;

beforeAll(async () => {
  const PORT = await freePort();
  service = runService({ DATA_DIR: dataDir, PORT });
  address = `http://127.0.0.1:${PORT}`;
  await service.prints(ALL_CURLS);
  caseworker = curlsIn(service.stdout())[0]?.authorization ?? '';
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const server = () => liveServer(join(dataDir, 'postgresql'));
const jsonLines = (): Record<string, unknown>[] =>
  service
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

describe('the first start', () => {
  it('shows its progress with the seconds so far, until it is ready', () => {
    const steps = [...service.stdout().matchAll(/^\[ *([\d.]+) s\] (.*)$/gm)];
    const seconds = steps.map(([, seconds]) => Number(seconds));
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    expect(steps.at(0)?.[2]).toMatch(/^A new database is made in /);
    expect(steps.at(-1)?.[2]).toBe(`Ready at ${address}`);
  });

  it.each(['/health/ready', '/docs', '/openapi.json'])('%s answers', async (path) => {
    expect(service.stdout()).toContain(`${address}/health/ready`);
    expect((await fetch(`${address}${path}`)).status).toBe(200);
  });

  it('prints a line for each kind of user, and each works', async () => {
    const curls = curlsIn(service.stdout());
    expect(curls).toHaveLength(USER_KINDS.length);
    for (const { url, authorization } of curls) {
      const { status } = await fetch(url, { headers: { authorization } });
      expect({ url, status }).toEqual({ url, status: 200 });
    }
    const kinds = curls.map(({ authorization }) => {
      const claims = Buffer.from(authorization.split('.')[1]!, 'base64url').toString();
      return (JSON.parse(claims) as { ledger_kind: string }).ledger_kind;
    });
    expect(new Set(kinds)).toEqual(new Set(USER_KINDS));
  });

  it('the command line makes the same tokens beside it', async () => {
    const env = { DATA_DIR: dataDir, PORT: new URL(address).port };
    const { code, stdout } = await runLedger(['token', '--kind', 'broker'], env);
    expect(code).toBe(0);
    const url = `${address}/v1/demonstration/beneficiaries`;
    const authorization = `Bearer ${stdout.trim()}`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  });

  it('refuses a second service on the same data', async () => {
    const second = await runService({ DATA_DIR: dataDir, PORT: await freePort() }).ended;
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`in use by process ${service.child.pid}`);
    expect(second.stderr).not.toContain('    at ');
  });

  it('a command uses the running database, and leaves it running', async () => {
    const { code, stdout } = await runLedger(['seal', '--json'], { DATA_DIR: dataDir });
    expect(code).toBe(0);
    const [sealed] = JSON.parse(stdout);
    expect(sealed).toMatchObject({ authority: 'demonstration' });
    const verified = await runLedger(['verify', '--json'], { DATA_DIR: dataDir });
    expect(verified.code).toBe(0);
    const [report] = JSON.parse(verified.stdout);
    expect(report).toMatchObject({ authority: 'demonstration', holds: true, unsealed: 0 });
    expect(server()).not.toBeNull();
  });

  it('logs a request by pattern and identifiers, and nothing of a person', async () => {
    const url = `${address}/v1/demonstration/beneficiaries`;
    await fetch(`${url}?limit=3&name=Wilhelmina`, { headers: { authorization: caseworker } });
    await fetch(`${address}/v1/Wilhelmina`);
    await service.prints('"status":404');
    const requests = jsonLines().filter((line) => line['msg'] === 'request');
    const keys = 'level,time,request,method,route,status,ms,user,msg'.split(',');
    for (const line of requests) expect(keys).toEqual(expect.arrayContaining(Object.keys(line)));
    expect(requests.at(-2)).toMatchObject({
      method: 'GET',
      route: '/v1/:authority/beneficiaries',
      user: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(service.stdout()).not.toContain('Wilhelmina');
  });
});

describe('stopping', () => {
  it('SIGTERM lets a request under way finish, ends PostgreSQL, and exits with 0', async () => {
    const pid = server()?.pid ?? 0;
    const slow = request(`${address}/v1/demonstration/beneficiaries`, {
      method: 'POST',
      headers: { authorization: caseworker, 'content-type': 'application/json' },
    });
    const [half, rest] = [JSON.stringify(person).slice(0, 9), JSON.stringify(person).slice(9)];
    await new Promise((written) => slow.write(half, written));
    await fetch(`${address}/health/live`);
    service.child.kill('SIGTERM');
    await expect.poll(() => fetch(`${address}/health/live`).catch(() => 'refused')).toBe('refused');
    slow.end(rest);
    const [answer] = await once(slow, 'response');
    expect(answer.resume().statusCode).toBe(201);
    expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
    await gone(pid);
  });
});

describe('the next start', () => {
  beforeAll(async () => {
    const PORT = await freePort();
    service = run('npm', ['start'], { DATA_DIR: dataDir, PORT, LOG_LEVEL: 'warn' });
    address = `http://127.0.0.1:${PORT}`;
    await service.prints(ALL_CURLS);
  });

  it('has the same data, and loads nothing', async () => {
    expect(service.stdout()).not.toContain('demonstration:');
    const url = `${address}/v1/demonstration/beneficiaries?limit=200`;
    const found: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const answer = await fetch(url + after, { headers: { authorization: caseworker } });
      // The token of the first start is still good, though the service listens elsewhere now.
      expect(answer.status).toBe(200);
      const page = (await answer.json()) as Page;
      found.push(...page.items.map(({ reference }) => reference));
      next = page.next;
    }
    expect(found).toContain(person.reference);
  });

  it('npm passes the signal on; one that comes twice is one, and the exit code is 0', async () => {
    const pid = server()?.pid ?? 0;
    service.child.kill('SIGINT');
    await delay(50);
    service.child.kill('SIGINT');
    expect(await service.ended).toMatchObject({ code: 0 });
    await gone(pid);
  });
});
