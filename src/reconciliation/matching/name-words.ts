import type { Fragment, Tx } from '../../database/transactions.ts';

/** A word that more expected lines share is no name of any of them. */
export const MOST_NAMED = 50;

const MONTH = '(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*';

/** What has a digit and says nothing of a payment: a day, a month with its year, a telephone. */
const NO_NAME = [
  '(?:19|20)[0-9]{6}',
  '[0-9]{4}(?:19|20)[0-9]{2}',
  `[0-9]{0,2}${MONTH}[0-9]{0,4}`,
  '0[0-9]{10}',
].join('|');

/**
 * Whether a column `word`, capitals and digits, can name a payment: it has a digit, is long enough
 * not to be a year, and is no day and no telephone number.
 */
export const isName = ({ sql }: Tx): Fragment =>
  sql`(word ~ '[0-9]' and (length(word) >= 5 or (length(word) = 4 and word ~ '[A-Z]'))
    and word !~ ${`^(?:${NO_NAME})$`})`;
