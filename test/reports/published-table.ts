/**
 * Reproduces the department's published tables in full: `npm run -s published-table -- FILE PLANS`
 * with its CSV files of personal budgets and of plans. Every authority gets a book of its own at its
 * published counts of January 2023, 2024 and 2025, all plans included, in a database that is thrown
 * away. Exits with 1 where a column of a row differs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../src/database/connections.ts';
import { startEmbedded } from '../../src/database/embedded.ts';
import { createAuthority } from '../../src/database/migrate.ts';
import { ROLES, setUpRoles } from '../../src/database/roles.ts';
import { removeEmbedded, temporaryFolder } from '../support/cluster.ts';
import { reproduce, type Reproduction } from '../support/published-table.ts';

const AUTHORITY = 'testshire';
const say = (sentence: string): boolean => process.stderr.write(`${sentence}\n`);

const [budgets, plans] = process.argv.slice(2);
if (budgets === undefined || plans === undefined) {
  say('Expected two files: npm run -s published-table -- personal_budgets.csv ehc_plans.csv');
  process.exit(2);
}
const files = { budgets: readFileSync(budgets), plans: readFileSync(plans) };
const found = await inOwnDatabase(files);
process.stdout.write(textOf(found));
process.exitCode = found.differences.length === 0 ? 0 : 1;

async function inOwnDatabase(given: typeof files): Promise<Reproduction> {
  const dataDir = temporaryFolder();
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const embedded = await startEmbedded({ dataDir, settings, onProgress: say });
  try {
    const urls = await setUpRoles(embedded.superuserUrl, join(dataDir, 'roles.json'));
    const owner = connect(urls.owner, { name: 'published table', max: 2 });
    await createAuthority(owner, ROLES, { name: AUTHORITY, title: 'Testshire' }, () => {});
    await owner.end();
    const url = new URL(embedded.superuserUrl);
    url.pathname = new URL(urls.owner).pathname;
    const superuser = connect(url.toString(), { name: 'published table', max: 1, idleSeconds: 0 });
    const service = connect(urls.service, { name: 'published table', max: 2 });
    const asked = { ...given, allPlans: true, onProgress: say };
    const result = await reproduce({ service, superuser, authority: AUTHORITY }, asked);
    await Promise.all([superuser.end(), service.end()]);
    return result;
  } finally {
    await embedded.stop();
    removeEmbedded(embedded);
  }
}

function textOf({ differences, impossible, withheld, ...rows }: Reproduction): string {
  const list = (title: string, items: readonly string[]): string[] => [
    `${title}: ${items.length}`,
    ...items.map((item) => `  ${item}`),
  ];
  return [
    `rows of authorities compared in all columns, personal budgets: ${rows.budgetRows}`,
    `rows of authorities compared in all columns, plans: ${rows.planRows}`,
    `rows of regions and England compared with our sums: ${rows.sumRows}`,
    ...list('differences', differences),
    ...list('rows that no book can give', impossible),
    ...list(
      'rows published as letters, made from what their region has beside the others',
      withheld,
    ),
    '',
  ].join('\n');
}
