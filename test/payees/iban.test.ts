import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../src/payees/iban.ts';

/** The example of the IBAN registry. */
const IBAN = 'GB29 NWBK 6016 1331 9268 19';
const ACCOUNT = { sortCode: '601613', accountNumber: '31926819' };

function wheresOf(read: ReturnType<typeof readAccount>): string[] {
  return 'faults' in read ? read.faults.map(({ where }) => where) : [];
}

describe('an account', () => {
  it.each([
    [{ iban: IBAN }],
    [{ iban: IBAN.replaceAll(' ', '').toLowerCase() }],
    [{ iban: IBAN, sortCode: '60-16-13', accountNumber: '31926819' }],
    [{ iban: IBAN, sortCode: '601613' }],
    [{ sortCode: '60-16-13', accountNumber: '31926819' }],
  ])('is read from %j', (sent) => {
    expect(readAccount(sent)).toEqual(ACCOUNT);
  });

  it.each([
    [{}, ['body.sortCode', 'body.accountNumber']],
    [{ sortCode: '601613' }, ['body.accountNumber']],
    [{ iban: IBAN, sortCode: '601614' }, ['body.sortCode']],
    [
      { iban: IBAN, sortCode: '601614', accountNumber: '31926818' },
      ['body.sortCode', 'body.accountNumber'],
    ],
    [{ iban: IBAN.replace('GB29', 'GB28') }, ['body.iban']],
    [{ iban: IBAN.slice(0, -1) }, ['body.iban']],
    [{ iban: 'DE89 3704 0044 0532 0130 00' }, ['body.iban']],
    [{ iban: '' }, ['body.iban']],
  ])('is refused where it is %j', (sent, wheres) => {
    const read = readAccount(sent);
    expect(wheresOf(read)).toEqual(wheres);
    expect(JSON.stringify(read)).not.toContain('3192681');
  });

  it('is not read from an IBAN with one digit changed', () => {
    const compact = IBAN.replaceAll(' ', '');
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 21 }), fc.nat(9), (place, digit) => {
        fc.pre(compact[place] !== String(digit));
        const iban = `${compact.slice(0, place)}${digit}${compact.slice(place + 1)}`;
        expect(wheresOf(readAccount({ iban }))).toEqual(['body.iban']);
      }),
    );
  });
});
