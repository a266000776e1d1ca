import { expect, it } from 'vitest';
import { freePort, runLedger } from '../support/process.ts';

it.each([
  ['--json', '--pdf', 'april.pdf'],
  ['--json', '--csv', 'april.csv'],
  ['--csv', 'april.csv', '--pdf', 'april.pdf'],
])('bank reconciliation refuses %s with %s, as one of them would not be done', async (...more) => {
  const { code, stdout, stderr } = await runLedger(['bank', 'reconciliation', 'x', ...more], {
    LEDGER_URL: `http://127.0.0.1:${await freePort()}`,
    LEDGER_TOKEN: 'anybody',
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^Expected one of --csv, --pdf and --json/);
});
