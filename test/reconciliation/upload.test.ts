import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER_PREFIX } from '../../src/reconciliation/importing/temporary-files.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { aBankAccount } from '../support/released-run.ts';

// A folder for temporary files of our own: other tests have theirs in the usual one.
const own = mkdtempSync(join(tmpdir(), 'upload-test-'));
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  process.env['TMPDIR'] = own;
  api = await freshApi();
  finance = await api.as('finance_officer');
  await api.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => rmSync(own, { recursive: true, force: true }));

const leftBehind = (): string[] =>
  readdirSync(own).filter((name) => name.startsWith(FOLDER_PREFIX));

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isSo(); tries += 1) await setTimeout(25);
  expect(isSo()).toBe(true);
}

const counted = () =>
  api.db.run(async (tx) => {
    const [row] = await tx.sql`select (select count(*) from bank_files) as files,
      (select count(*) from bank_file_parts) as parts,
      (select count(*) from bank_statements) as statements,
      (select count(*) from bank_lines) as lines`;
    return row;
  });

describe('sending a file', () => {
  it('leaves nothing behind when the client hangs up in the middle', async () => {
    const before = await counted();
    const { port } = api.app.server.address() as AddressInfo;
    const sending = request({
      port,
      method: 'POST',
      path: '/v1/testshire/bank-files?name=a.xml',
      headers: {
        authorization: `Bearer ${finance.token}`,
        'content-type': 'application/xml',
        'content-length': 10_000_000,
        'idempotency-key': randomUUID(),
      },
    });
    const failed = new Promise((resolve) => {
      sending.once('error', resolve);
    });
    sending.write(bankFile({ account: await aBankAccount(api.db) }));
    await until(() => leftBehind().length === 1);
    sending.destroy();
    await failed;
    await until(() => leftBehind().length === 0);
    expect(await counted()).toEqual(before);
  });

  it.each([
    ['a good file', async () => bankFile({ account: await aBankAccount(api.db) }), 201],
    ['a bad one', async () => 'no bank file at all', 422],
    ['nothing', async () => '', 422],
  ])('leaves no temporary file of %s', async (_what, write, expected) => {
    const { status } = await importFile(finance, Buffer.from(await write()));
    expect(status).toBe(expected);
    expect(leftBehind()).toEqual([]);
  });

  it('does not take a key for another file', async () => {
    const account = await aBankAccount(api.db);
    const headers = { 'idempotency-key': randomUUID() };
    await ok(importFile(finance, bankFile({ account }), { headers }));
    const other = await importFile(finance, bankFile({ account }), { headers });
    expect([other.status, other.body.type]).toEqual([409, '/problems/key-reused']);
  });

  it('answers the same request at the same moment with the same answer', async () => {
    const content = bankFile({ account: await aBankAccount(api.db) });
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => importFile(finance, content, { headers })),
    );
    const [first] = answers;
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([201, first!.body]);
    expect(leftBehind()).toEqual([]);
  });
});
