import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS, type ProblemType } from '../problem.ts';

/** The documentation of the problem types as Markdown files: their texts by file name. */
export function problemPages(): Map<string, string> {
  const types = Object.keys(PROBLEMS) as ProblemType[];
  const pages = types.map((type) => [`${type}.md`, pageOf(type)] as const);
  return new Map([['README.md', listOf(types)], ...pages]);
}

/** Writes the pages into a folder, which is made if need be. */
export function writeProblemPages(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of problemPages()) writeFileSync(join(folder, name), text);
}

function pageOf(type: ProblemType): string {
  const { title, status, meaning, todo } = PROBLEMS[type];
  return `# ${title}

| | |
| --- | --- |
| Type | \`/problems/${type}\` |
| Status | ${status} |

## What it means

${meaning}

## What to do

${todo}

[All problem types](README.md)
`;
}

function listOf(types: readonly ProblemType[]): string {
  const rows = types.map(
    (type) => `| [\`${type}\`](${type}.md) | ${PROBLEMS[type].status} | ${PROBLEMS[type].title} |`,
  );
  return `# Problem types

What cannot be done is answered as \`application/problem+json\` (RFC 9457). \`type\` is the address of
a page of the service that says the same as the page here. \`errors\` lists every fault with its
place; \`instance\` is the request id, which is in the log too.

| Type | Status | Title |
| --- | --- | --- |
${rows.join('\n')}
`;
}
