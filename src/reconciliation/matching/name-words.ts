import type { Fragment, Tx } from '../../database/transactions.ts';

/** A word that more expected lines share is no name of any of them. */
export const MOST_NAMED = 50;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** What has a digit and says nothing of a payment: a day, a month with its year, a telephone. */
const NO_NAME = [
  '(?:19|20)[0-9]{6}',
  '[0-9]{4}(?:19|20)[0-9]{2}',
  `[0-9]{0,2}(?:${MONTHS.join('|')})[A-Z]*[0-9]{0,4}`,
  '0[0-9]{10}',
].join('|');

/**
 * Whether a column `word`, capitals and digits, can name a payment: it has a digit, is long enough
 * not to be a year, and is no day and no telephone number. Those begin with a digit or a month: the
 * pattern, which takes longer than all else, is tried on nothing else.
 */
export const isName = ({ sql }: Tx): Fragment =>
  sql`(word ~ '[0-9]' and (length(word) >= 5 or (length(word) = 4 and word ~ '[A-Z]'))
    and not (case when word collate "C" < 'A' or left(word, 3) = any(${`{${MONTHS.join(',')}}`}::text[])
      then word ~ ${`^(?:${NO_NAME})$`} else false end))`;
