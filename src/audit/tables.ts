import type { TableDecisions } from './table-form.ts';
import { AGREEMENTS } from './tables/agreements.ts';
import { BANK } from './tables/bank.ts';
import { HOLDERS } from './tables/holders.ts';
import { JOURNAL } from './tables/journal.ts';
import { ORDERS } from './tables/orders.ts';
import { PAYMENTS } from './tables/payments.ts';
import { PEOPLE } from './tables/people.ts';
import { SETTINGS } from './tables/settings.ts';

/**
 * What is decided of every table of an authority: how it is in the audit bundle, or why it is not.
 * A test compares this with the database, table by table and column by column, so that whoever adds
 * one has to decide. People are in the bundle by number only; free texts, names, addresses, bank
 * details and the bytes of files are not.
 */
export const TABLES: TableDecisions = {
  ...JOURNAL,
  ...PEOPLE,
  ...AGREEMENTS,
  ...PAYMENTS,
  ...BANK,
  ...HOLDERS,
  ...ORDERS,
  ...SETTINGS,
};
