/**
 * The test cases of the published specification ("Validating account numbers"), and the few lines of
 * weights that they take, each for its sort code alone. The whole table is its publisher's: it is
 * loaded by the operator, and is no part of this project.
 */
export const WEIGHTS = `\
070116 070116 MOD11    0    0    7    6    5    8    9    4    5    6    7    8    9   -1  12
070116 070116 MOD10    0    3    2    4    5    8    9    4    5    6    7    8    9   -1  13
086090 086090 MOD10    0    0    3    7    1    3    7    1    3    7    1    3    7    1   8
089999 089999 MOD10    0    0    0    0    0    0    7    1    3    7    1    3    7    1
107999 107999 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1
118765 118765 DBLAL    0    0    2    1    2    1    2    1    2    1    2    1    2    1   1
134020 134020 MOD11    0    0    0    7    5    9    8    4    6    3    5    2    0    0   4
180002 180002 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1  14
200915 200915 MOD11    0    0    0    0    0    0    0    7    6    5    4    3    2    1   6
200915 200915 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1   6
202959 203099 MOD11    0    0    0    0    0    0    0    7    6    5    4    3    2    1   6
202959 203099 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1   6
309070 309070 MOD11    0    0    3    2    9    8    5    7    6    5    4    3    2    1   2
309070 309070 MOD11    0    0    3    2    9    8    1    7    6    5    4    3    2    1   9
772798 772798 MOD11    0    0    1    2    5    3    6    4    8    7   10    9    3    1   7
820000 827999 MOD11    0    0    0    0    0    0    0    0    7    3    4    9    2    1
820000 827999 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1   3
871427 872427 MOD11    0    0    1    2    5    3    6    4    8    7   10    9    3    1  10
871427 872427 MOD11    0    0    5   10    9    8    0    7    6    5    4    3    2    1  11
938063 938611 MOD11    7    6    5    4    3    2    7    6    5    4    3    2    0    0   5
938063 938611 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    0   5
`;

export const SUBSTITUTIONS = '938600 938611\r\n';

/** What a case shows, its sort code and account number, and what the check says. */
export const CASES: readonly (readonly [
  string,
  string,
  string,
  'pass' | 'fail' | 'not_covered',
])[] = [
  ['modulus 10', '089999', '66374958', 'pass'],
  ['modulus 10 that does not fit', '089999', '66374959', 'fail'],
  ['modulus 11', '107999', '88837491', 'pass'],
  ['modulus 11 that does not fit', '107999', '88837493', 'fail'],
  ['modulus 11 and double alternate', '202959', '63748472', 'pass'],
  ['modulus 11 fits, double alternate does not', '203099', '66831036', 'fail'],
  ['double alternate fits, modulus 11 does not', '203099', '58716970', 'fail'],
  ['1: 27 is added', '118765', '64371389', 'pass'],
  ['1: 27 is added, and it does not fit', '118765', '64371388', 'fail'],
  ['2 and 9: the first fits', '309070', '02355688', 'pass'],
  ['2 and 9: the second fits', '309070', '12345668', 'pass'],
  ['2 and 9: a is not 0, g is not 9', '309070', '12345677', 'pass'],
  ['2 and 9: a is not 0, g is 9', '309070', '99345694', 'pass'],
  ['3: c is 6, no double alternate', '820000', '73688637', 'pass'],
  ['3: c is 9, no double alternate', '827999', '73988638', 'pass'],
  ['3: c is neither, both fit', '827101', '28748352', 'pass'],
  ['4: the remainder is gh', '134020', '63849203', 'pass'],
  ['5: both check digits fit', '938611', '07806039', 'pass'],
  ['5: checked as another sort code', '938600', '42368003', 'pass'],
  ['5: remainder 0, and g is 0', '938063', '55065200', 'pass'],
  ['5: g fits, h does not', '938063', '15764273', 'fail'],
  ['5: h fits, g does not', '938063', '15764264', 'fail'],
  ['5: remainder 1', '938063', '15763217', 'fail'],
  ['6: a foreign currency cannot be checked', '200915', '41011166', 'not_covered'],
  ['7: g is 9', '772798', '99345694', 'pass'],
  ['8: as 090126', '086090', '06774744', 'pass'],
  ['10 and 11: the first fits', '871427', '46238510', 'pass'],
  ['10 and 11: the second fits', '872427', '46238510', 'pass'],
  ['10: ab is 09 and g is 9', '871427', '09123496', 'pass'],
  ['10: ab is 99 and g is 9', '871427', '99123496', 'pass'],
  ['12 and 13: one fits', '070116', '34012583', 'pass'],
  ['14: seven digits and one more', '180002', '00000190', 'pass'],
  ['no line of the table', '999999', '12345678', 'not_covered'],
];
