import { plainAmount, withSign } from './amounts.ts';
import { unmarked } from './csv-dates.ts';

/** An amount of a cell, and the currency that is written with it. */
export interface CellAmount {
  readonly plain: string;
  readonly currency: string | null;
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['£', 'GBP'],
  ['€', 'EUR'],
  ['$', '$'],
]);

const UNIT = String.raw`(?:Â?[£€$\uFFFD]|[A-Z]{3}(?=[\s\d.,+-]|$))`;
const AMOUNT = new RegExp(
  String.raw`^(\()?\s*([+\-−])?\s*(${UNIT})?\s*([+\-−])?\s*(\d[\d.,]*|[.,]\d+)\s*(${UNIT})?\s*([+\-−]|CR|DR|OD|C|D)?\s*(\))?$`,
  'i',
);

/** Whether a cell of a column of amounts says that there is none. */
export function isNoAmount(cell: string): boolean {
  return /^[-–—]?$/.test(unmarked(cell));
}

/**
 * The amount in a cell as plain text: "£1,234.50", "-£10.99", "£-10.99", "(10.99)", "10.99-",
 * "10.99 DR", "GBP 5.00". Null when it is none, or has two signs.
 */
export function amountIn(cell: string, decimalMark: '.' | ','): CellAmount | null {
  if (cell.length > 100) return null;
  const found = AMOUNT.exec(unmarked(cell.replaceAll(/\s+/g, ' ')));
  if (found === null) return null;
  const [, open, before, unitBefore, inside, digits = '', unitAfter, after, close] = found;
  if ((open === undefined) !== (close === undefined)) return null;
  if (unitBefore !== undefined && unitAfter !== undefined) return null;
  const signs = [open, before, inside, after].filter((sign) => sign !== undefined);
  if (signs.length > 1) return null;
  const plain = plainAmount(digits, decimalMark);
  if (plain === null) return null;
  const isOut = signs.some((sign) => /^(?:[(\-−]|DR?|OD)$/i.test(sign));
  return { plain: withSign(plain, isOut), currency: currencyOf(unitBefore ?? unitAfter) };
}

function currencyOf(unit: string | undefined): string | null {
  if (unit === undefined) return null;
  const sign = unit.replace('Â', '');
  return /^[a-z]{3}$/i.test(sign) ? sign.toUpperCase() : (SIGNS.get(sign) ?? null);
}
