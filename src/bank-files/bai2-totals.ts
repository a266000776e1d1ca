import { controlNumber } from './bai2-amounts.ts';
import { FieldsInOrder } from './bai2-fields.ts';
import type { Bai2Record } from './bai2-records.ts';
import { shown, type Note } from './events.ts';

/** What a level of the file (account, group, file) has been found to be. */
export interface Bai2Count {
  /** The sum of all amounts of an account, else of the control totals of the level below. */
  readonly control: bigint;
  /** The number of accounts of a group, or groups of a file; null for an account. */
  readonly parts: number | null;
  /** The number of records, with the first and the last of the level. */
  readonly records: number;
}

/** What is counted, for the messages. */
const NAMES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['49', ['account', '']],
  ['98', ['group', 'accounts']],
  ['99', ['file', 'groups']],
]);

/** Compares a record 49, 98 or 99 with what was found, and gives the control total it states. */
export function checkTotals(record: Bai2Record, found: Bai2Count, note: Note): bigint {
  const [level = '', parts = ''] = NAMES.get(record.code) ?? [];
  const fields = new FieldsInOrder(record.fields);
  const control = fields.next();
  const stated = controlNumber(control);
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(control) || stated !== found.control) {
    const difference = stated - found.control;
    note(
      'warning',
      'control-total',
      `Expected the control total ${found.control} of the ${level}; found "${shown(control)}", a ` +
        `difference of ${difference}. Look for missing records, or ask the bank.`,
    );
  }
  const counted = found.parts === null ? [] : [[parts, found.parts] as const];
  for (const [what, count] of [...counted, ['records', found.records] as const]) {
    const text = fields.next();
    if (/^\d{1,9}$/.test(text) && Number(text) === count) continue;
    note(
      'warning',
      'control-count',
      `Expected ${count} ${what} in the ${level}; its last record says "${shown(text)}". Look for ` +
        `missing records, or ask the bank.`,
    );
  }
  return stated;
}
