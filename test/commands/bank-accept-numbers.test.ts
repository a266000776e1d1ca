import { expect, it } from 'vitest';
import { freePort, runLedger } from '../support/process.ts';

it.each(['1e1', '0x10', '1.0', '', '0', ' 7', '-7', '12345678901234567890'])(
  'bank accept takes no %j for the number of a proposal',
  async (number) => {
    const { code, stdout, stderr } = await runLedger(['bank', 'accept', 'x', '--', '1', number], {
      LEDGER_URL: `http://127.0.0.1:${await freePort()}`,
      LEDGER_TOKEN: 'anybody',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Expected the numbers of proposals/);
  },
);
