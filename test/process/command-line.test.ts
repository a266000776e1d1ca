import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { makeProgram } from '../../src/commands/program.ts';
import { liveServer } from '../../src/database/embedded/process.ts';
import { temporaryFolder } from '../support/cluster.ts';
import { runLedger } from '../support/process.ts';

const folder = temporaryFolder();
const dataDir = join(folder, 'data');
const env = { DATA_DIR: dataDir };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every command with its whole name, the command line itself included. */
function commandsOf(command: Command, before: readonly string[] = []): [string, Command][] {
  const own: [string, Command] = [[...before, command.name()].join(' '), command];
  const below = command.commands.flatMap((one) => commandsOf(one, own[0].split(' ')));
  return [own, ...below];
}

describe('every command explains itself', () => {
  const commands = commandsOf(makeProgram());

  it('there is one for each job', () => {
    const names = commands.map(([name]) => name.replace('npm run -s ledger -- ', ''));
    expect(names).toEqual(
      expect.arrayContaining(['migrate', 'authority create', 'token', 'verify', 'seal']),
    );
  });

  it.each(commands)('%s', (name, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toContain(`Usage: ${name}`);
    expect(command.description()).toMatch(/\.$/);
    expect(help).toMatch(/Examples?:\n.*npm run -s ledger -- /);
  });

  it('--help goes to stdout and is a success', async () => {
    const { code, stdout, stderr } = await runLedger(['seal', '--help'], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: npm run -s ledger -- seal');
  });
});

describe('what cannot be done exits with 1, a sentence on stderr and nothing else', () => {
  it.each([
    [[], 'Usage:'],
    [['fly'], "error: unknown command 'fly'"],
    [['token', '--kind', 'broker', '--broker', 'x'], 'ledger_broker'],
    [['seal'], `There is no database in ${dataDir} yet: \`npm start\` makes one.`],
    [['authority', 'create', 'here'], "required option '--title <title>' not specified"],
  ])('%s', async (command, sentence) => {
    const { code, stdout, stderr } = await runLedger(command, env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(join(dataDir, 'postgresql'))).toBe(false);
  });
});

describe('without a running service', () => {
  it('a command starts the embedded database for itself, and stops it after', async () => {
    const create = ['authority', 'create', 'here', '--title', 'Here'];
    const ended = await runLedger(create, env);
    expect(ended).toMatchObject({ code: 0, stdout: 'The authority here is made.\n' });
    expect(ended.stderr).toContain('A new database is made');
    expect(liveServer(join(dataDir, 'postgresql'))).toBeNull();

    const sealed = await runLedger(['seal'], env);
    expect(sealed).toMatchObject({ code: 0, stdout: 'here: nothing to seal yet\n' });
  });

  it('a token says who the user is', async () => {
    const broker = '7a8d9a5e-2a53-4c3e-9d3e-1f6f0f0b1c2d';
    const options = { kind: 'broker', sub: 'b', authority: 'here', broker, expires: '30m' };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const { code, stdout } = await runLedger(['token', ...args], { ...env, PORT: '4321' });
    expect(code).toBe(0);
    const claims = JSON.parse(Buffer.from(stdout.split('.')[1]!, 'base64url').toString());
    expect(claims).toMatchObject({
      sub: 'b',
      iss: 'http://127.0.0.1:3000/development-issuer',
      aud: 'ledger',
      ledger_kind: 'broker',
      ledger_authorities: ['here'],
      ledger_broker: broker,
    });
    expect(claims.exp - claims.iat).toBe(1800);
  });
});
