import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../src/commands/program.ts';
import { CHECKS } from '../../src/ledger/verify/checks.ts';
import { PROBLEMS } from '../../src/problem.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');

/** The Markdown files of the project, by their paths in it. */
const pages = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((path) =>
    join('docs', path),
  ),
].filter((path) => path.endsWith('.md'));

/** All that a pattern's first group finds in a text, each once. */
const found = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1]!)),
];

describe('the files for containers', () => {
  const dockerfile = read('Dockerfile');
  const compose = read('compose.yaml');

  it('copy only what exists', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      match[1]!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(4);
    for (const path of copied) expect(existsSync(join(ROOT, path)), path).toBe(true);
    // What is copied must also be let through: the ignore file names it, or a folder above it.
    const kept = found(read('.dockerignore'), /^!(.+)$/gm);
    for (const path of copied) {
      expect(
        kept.some((one) => path === one || path.startsWith(`${one}/`)),
        path,
      ).toBe(true);
    }
  });

  it('run programs that exist', () => {
    const programs = found(`${dockerfile}\n${compose}`, /(?:node"?, "?)([\w./-]+\.(?:ts|mjs))/g);
    expect(programs).toContain('src/main.ts');
    expect(programs).toContain('src/commands/ledger.ts');
    // The issuer's program stands at the top of its image.
    const here = programs.map((path) => (path === 'issuer.mjs' ? `docs/deploy/${path}` : path));
    for (const path of here) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  it('mount files that exist, and volumes that are declared', () => {
    const mounts = found(compose, /^ +- (\S+):\/\S+$/gm);
    const volumes = found(compose.slice(compose.indexOf('\nvolumes:')), /^ {2}(\w+):$/gm);
    expect(mounts).toContain('./docs/deploy/roles.sql');
    for (const mount of mounts) {
      const known = mount.startsWith('./')
        ? existsSync(join(ROOT, mount))
        : volumes.includes(mount);
      expect(known, mount).toBe(true);
    }
  });

  it('name services and stages that exist', () => {
    const services = found(compose.slice(0, compose.indexOf('\nvolumes:')), /^ {2}([\w-]+):$/gm);
    const waitedFor = found(compose, /^ {6}([\w-]+):\n {8}condition:/gm);
    expect(services).toEqual(expect.arrayContaining([...waitedFor, 'ledger', 'issuer']));
    expect(services).toEqual(
      expect.arrayContaining(found(compose, /network_mode: service:(\w+)/g)),
    );
    const stages = found(dockerfile, /^FROM \S+ AS (\w+)$/gm);
    expect(stages).toEqual(expect.arrayContaining(found(compose, /target: (\w+)/g)));
    expect(stages).toEqual(expect.arrayContaining(found(dockerfile, /--from=(\w+)/g)));
  });

  it('set variables that the service knows, and ask for those of the example', () => {
    const known = configVariables();
    const [, ledger = ''] = compose.split('\n  ledger:\n');
    const [, environment = ''] = /environment:\n((?: {6}\w+:.*\n)+)/.exec(ledger) ?? [];
    const set = found(environment, /^ {6}(\w+):/gm);
    expect(set).toContain('DATABASE_URL');
    expect(known).toEqual(expect.arrayContaining(set));
    const example = found(read('docs/deploy/example.env'), /^(\w+)=/gm);
    expect(example).toEqual(expect.arrayContaining(found(compose, /\$\{(\w+)/g)));
  });

  it('run as nobody in particular, and check their health', () => {
    const service = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(service).toMatch(/^USER \d+:\d+$/m);
    expect(service).toMatch(/^HEALTHCHECK .*\\\n {2}CMD .*\/health\/ready/m);
    expect(service).toMatch(/^EXPOSE 3000$/m);
  });
});

/** The names of the variables that the service reads. */
function configVariables(): string[] {
  return found(read('src/config.ts'), /^ {2}([A-Z][A-Z_]+): /gm);
}

describe('the README', () => {
  it('has every environment variable in its table, and no other', () => {
    const [, table = ''] = /\n## Environment\n([^]*?)\n## /.exec(readme) ?? [];
    const listed = found(table, /^\| `([A-Z_]+)` \|/gm);
    expect(listed.length).toBeGreaterThan(10);
    expect(listed.toSorted()).toEqual(configVariables().toSorted());
  });

  it('has every command in its table, and no other', () => {
    const [, table = ''] = /\n## Commands\n([^]*?)\n## /.exec(readme) ?? [];
    const listed = found(table, /^\| `([a-z -]+?)(?: [A-Z-]| --|`)/gm);
    const others = commandsOf(makeProgram()).filter((name) => !name.startsWith('bank '));
    expect(listed.toSorted()).toEqual([...others, 'bank', 'help'].toSorted());
  });

  it('leads to a table of every command for the bank, and no other', () => {
    const [, table = ''] =
      /\n## By command\n([^]*?)\n## /.exec(read('docs/reconciliation.md')) ?? [];
    const listed = found(table, /^\| `(bank [a-z-]+)/gm);
    const commands = commandsOf(makeProgram()).filter((name) => name.startsWith('bank '));
    expect(listed.toSorted()).toEqual(commands.toSorted());
  });
});

/** The commands that do something, with the name of what they belong to. */
function commandsOf(command: Command, before = ''): string[] {
  return command.commands.flatMap((one) => {
    const name = `${before}${one.name()}`;
    return one.commands.length === 0 ? [name] : commandsOf(one, `${name} `);
  });
}

describe('the documentation', () => {
  it.each(pages)('%s leads only to what exists', (path) => {
    const links = found(withoutCode(read(path)), /\]\(([^)\s]+)\)/g);
    for (const link of links.filter((one) => !/^[a-z]+:/.test(one))) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      expect(existsSync(join(ROOT, target)), `${link} in ${path}`).toBe(true);
      const isThere = anchor === undefined || anchorsOf(read(target)).includes(anchor);
      expect(isThere, `${link} in ${path}`).toBe(true);
    }
  });

  it('has a page for every problem type', () => {
    const listed = read('docs/problems/README.md');
    for (const type of Object.keys(PROBLEMS)) {
      expect(existsSync(join(ROOT, 'docs/problems', `${type}.md`)), type).toBe(true);
      expect(listed).toContain(`(${type}.md)`);
    }
  });

  it('has every check of `verify` in its table, in order, and no other', () => {
    const [, table = ''] = /\n## What `verify` checks\n([^]*)/.exec(read('docs/journal.md')) ?? [];
    const listed = found(table, /^\| ([A-Z].*?) \| /gm).filter((name) => name !== 'Check');
    expect(listed).toEqual(CHECKS.map(({ name }) => name));
  });

  it('lists every decision', () => {
    const folder = join(ROOT, 'docs/decisions');
    const decisions = readdirSync(folder).filter((name) => /^\d{4}-/.test(name));
    const listed = found(read('docs/decisions/README.md'), /\((\d{4}-[\w-]+\.md)\)/g);
    expect(listed).toEqual(decisions.toSorted());
    for (const name of decisions) {
      const headings = found(read(join('docs/decisions', name)), /^## (.+)$/gm);
      expect(headings, name).toEqual(
        expect.arrayContaining(['Context', 'Decision', 'Why', 'Consequences']),
      );
    }
  });
});

/** Code can hold brackets that are no links. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

/** The anchors that the headings of a page make, as code hosts make them. */
function anchorsOf(markdown: string): string[] {
  return found(markdown, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}
