import { rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { freshApi, type Api } from './api.ts';
import { bankFile, type StatementFacts } from './bank-file.ts';
import { temporaryFolder } from './cluster.ts';
import { runLedger, type Ended } from './process.ts';
import { aBankAccount } from './released-run.ts';
import { signersOf, type Signers } from './sign-offs.ts';
import { AUTHORITY } from './template.ts';

export type Who = keyof Signers;

/** The running service with one bank account, and the commands of `bank` as its officers. */
export interface BankDesk {
  readonly api: Api;
  readonly signers: Signers;
  readonly url: string;
  readonly account: Awaited<ReturnType<typeof aBankAccount>>;
  /** Runs a command of `bank`; `input` is on stdin. */
  run(who: Who, args: readonly string[], input?: string): Promise<Ended>;
  /** What a command prints that succeeds. */
  said(who: Who, ...args: readonly string[]): Promise<string>;
  /** The answer that it prints with `--json`. */
  json(who: Who, ...args: readonly string[]): Promise<any>;
  /** What is said when it is refused: a sentence or more on stderr, and no trace of the program. */
  refused(who: Who, ...args: readonly string[]): Promise<string>;
  /** Puts a file into a folder that goes when the tests end. @returns where it is */
  file(name: string, content: string): string;
  /** A file of the bank with a statement of the account, by default of April. */
  statement(name: string, facts?: Omit<StatementFacts, 'account'>): string;
}

export async function aBankDesk(): Promise<BankDesk> {
  const folder = temporaryFolder();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const api = await freshApi();
  const signers = await signersOf(api);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  const account = await aBankAccount(api.db);
  const run: BankDesk['run'] = (who, args, input) =>
    runLedger(
      ['bank', ...args, '--authority', AUTHORITY],
      { LEDGER_URL: url, LEDGER_TOKEN: signers[who].token },
      input,
    );
  const said: BankDesk['said'] = async (who, ...args) => {
    const { code, stdout, stderr } = await run(who, args);
    expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const file: BankDesk['file'] = (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    api,
    signers,
    url,
    account,
    run,
    said,
    file,
    json: async (who, ...args) => JSON.parse(await said(who, ...args, '--json')),
    refused: async (who, ...args) => {
      const { code, stdout, stderr } = await run(who, args);
      expect({ code, stdout }, args.join(' ')).toEqual({ code: 1, stdout: '' });
      expect(stderr).not.toContain('    at ');
      return stderr;
    },
    statement: (name, facts = {}) => file(name, bankFile({ account, ...facts })),
  };
}
