import { describe, expect, it } from 'vitest';
import { changed, faultsOf, inLines, wordsLike, type Case } from '../support/opening-faults.ts';
import { BROKER, EXAMPLE } from '../support/opening-file.ts';

it('finds nothing wrong with the example', async () => {
  expect(await faultsOf(EXAMPLE)).toEqual([]);
});

describe('a cell', () => {
  it.each<Case>([
    ['empty', { 2: { given_name: ' ' } }, [['line 2, given_name', /must not be empty/]]],
    ['empty in a list', { 4: { kind: '' } }, [['line 4, kind', /must not be empty/]]],
    ['too long', { 4: { purpose: 'x'.repeat(201) } }, [['line 4, purpose', /At most 200/]]],
    ['a line end in a text', { 4: { purpose: 'a\nb' } }, [['line 4, purpose', /One line/]]],
    [
      'a day of another country',
      { 4: { effective_on: '06/04/2026' } },
      [['line 4, effective_on', /year first: 2026-04-06/]],
    ],
    [
      'a day that does not exist',
      { 4: { effective_on: '2026-02-30' } },
      [['line 4, effective_on', /real day/]],
    ],
    ['a sex not in the list', { 9: { sex: 'F' } }, [['line 9, sex', /"female"\|"male"/]]],
    [
      'an ethnicity in words',
      inLines([8, 9], { ethnicity: 'Indian' }),
      [
        ['line 8, ethnicity', /four capital letters/],
        ['line 9, ethnicity', /four/],
      ],
    ],
    [
      'a whole postcode',
      inLines([8, 9], { postcode_district: 'ZE1 0AA' }),
      [
        ['line 8, postcode_district', /first half/],
        ['line 9, postcode_district', /first half/],
      ],
    ],
    [
      'a thousands comma',
      { 4: { amount: '2,400.00' } },
      [['line 4, amount', /no thousands comma/]],
    ],
    ['a currency sign', { 4: { amount: '£2400.00' } }, [['line 4, amount', /two decimals/]]],
    ['parts of a penny', { 4: { amount: '2400.001' } }, [['line 4, amount', /parts of a penny/]]],
    ['no decimals', { 4: { amount: '2400' } }, [['line 4, amount', /exactly two decimals/]]],
    ['an exponent', { 4: { amount: '2.4E3' } }, [['line 4, amount', /no exponent/]]],
    ['an amount of nothing', { 4: { amount: '0.00' } }, [['line 4, amount', /above zero/]]],
    ['a balance below zero', { 4: { held: '-1.00' } }, [['line 4, held', /not below zero/]]],
    ['a share in per cent', { 4: { share: '100%' } }, [['line 4, share', /fraction \(3\/5\)/]]],
    [
      'a share that a spreadsheet made a date',
      { 4: { share: '01-Jan' } },
      [['line 4, share', /takes 3\/5 for one/]],
    ],
    ['a share above one', { 4: { share: '5/3' } }, [['line 4, share', /at most 1/]]],
    ['a share of nothing', { 4: { share: '0.00' } }, [['line 4, share', /above zero/]]],
    [
      'an account number without its zero',
      inLines([2, 3], { account_number: '1234567' }),
      [
        ['line 2, account_number', /zeros off the front/],
        ['line 3, account_number', /eight/],
      ],
    ],
    ['a short sort code', { 2: { sort_code: '20000' } }, [['line 2, sort_code', /six digits/]]],
    ['too many payments', { 4: { instalments: '54' } }, [['line 4, instalments', /1 to 53/]]],
    ['payments in words', { 4: { instalments: 'one' } }, [['line 4, instalments', /in digits/]]],
    ['a schedule by school terms', { 4: { every: 'term' } }, [['line 4, every', /"4_weeks"/]]],
  ])('%s', async (_name, cells, expected) => {
    expect(await faultsOf(changed(cells))).toEqual(wordsLike(expected));
  });
});

describe('a line', () => {
  it.each<Case>([
    [
      'a direct payment without an account',
      inLines([2, 3], { sort_code: '' }),
      [
        ['line 2, sort_code', /A direct payment needs this/],
        ['line 3, sort_code', /needs/],
      ],
    ],
    [
      'a direct payment with a broker',
      inLines([2, 3], { broker: BROKER }),
      [
        ['line 2, broker', /leave this empty/],
        ['line 3, broker', /empty/],
      ],
    ],
    [
      'a third party with a use of an account',
      inLines([6, 7], { account_use: 'prepaid_card' }),
      [
        ['line 6, account_use', /third-party arrangement has none/],
        ['line 7, account_use', /leave this empty/],
      ],
    ],
    [
      'a use of an account that is not known',
      inLines([2, 3], { account_use: 'pooled' }),
      [
        ['line 2, account_use', /"prepaid_card"/],
        ['line 3, account_use', /"prepaid_card"/],
      ],
    ],
    [
      'a third party without a broker',
      inLines([6, 7], { broker: '' }),
      [
        ['line 6, broker', /needs this/],
        ['line 7, broker', /needs/],
      ],
    ],
    [
      'a notional arrangement that pays somebody',
      { 4: { payee_name: 'A School' } },
      [['line 4, payee_name', /notional arrangement has none/]],
    ],
    [
      'a notional arrangement that paid',
      { 4: { paid_to_date: '2400.00' } },
      [['line 4, paid_to_date', /still to be ordered/]],
    ],
    [
      'more held than paid',
      { 2: { held: '4800.01' } },
      [['line 2, held', /Found 4800\.01 held and 4800\.00 paid/]],
    ],
  ])('%s', async (_name, cells, expected) => {
    const found = await faultsOf(changed(cells));
    expect(found).toEqual(wordsLike(expected));
  });
});
