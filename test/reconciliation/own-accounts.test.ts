import { describe, expect, it } from 'vitest';
import { ownAccountOf } from '../../src/reconciliation/importing/own-accounts.ts';

const account = (sortCode: string, accountNumber: string) => ({
  id: accountNumber,
  name: accountNumber,
  sortCode,
  accountNumber,
  accountName: 'Testshire',
  serviceUserNumber: '123456',
});
const [first, second] = [account('202015', '55555555'), account('601111', '87654321')];

/** The account found, or "refused". */
function found(written: string | null, chosen: typeof first | null): string {
  const result = ownAccountOf(written, [first, second], chosen);
  return 'account' in result ? result.account.id : 'refused';
}

describe('the account of a statement', () => {
  it.each<[string | null, typeof first | null, string]>([
    ['20-20-15 55555555', null, '55555555'],
    ['20201555555555', null, '55555555'],
    ['GB33BUKB20201555555555', null, '55555555'],
    ['gb33 bukb 2020 1555 5555 55', null, '55555555'],
    ['20-20-15 55555555', first, '55555555'],
    ['20-20-15 55555555', second, 'refused'],
    ['20-20-15 55555556', null, 'refused'],
    ['20-20-15 55555556', first, 'refused'],
    [null, null, 'refused'],
    [null, second, '87654321'],
    ['Our account', null, 'refused'],
    ['Our account', first, '55555555'],
    ['55555555', null, 'refused'],
    ['55555555', first, '55555555'],
    ['55555555', second, 'refused'],
    ['****5555', first, '55555555'],
    ['xxxx 4321', second, '87654321'],
    ['****4321', first, 'refused'],
    ['DE89370400440532013000', first, 'refused'],
  ])('%s, with %o said', (written, chosen, expected) => {
    expect(found(written, chosen)).toBe(expected);
  });

  it('is named by its last four characters only', () => {
    for (const chosen of [null, first]) {
      const result = ownAccountOf('601111 12345678', [first], chosen);
      expect(result).toHaveProperty('fault', expect.stringContaining('"5678"'));
      expect(JSON.stringify(result)).not.toContain('345678');
    }
  });
});
