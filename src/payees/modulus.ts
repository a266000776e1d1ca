/**
 * The modulus check of United Kingdom account numbers, as Vocalink (for Pay.UK) publishes it in
 * "Validating account numbers". It tells whether an account could exist, not whether it does. The
 * weights belong to their publisher and are loaded as data, so that there is nothing of them here.
 */

export type ModulusMethod = 'MOD10' | 'MOD11' | 'DBLAL';

/** One line of the table of weights: for which sort codes, which check, with what exception. */
export interface ModulusLine {
  readonly fromSortCode: string;
  readonly toSortCode: string;
  readonly method: ModulusMethod;
  /** For the fourteen digits u to z of the sort code and a to h of the account number. */
  readonly weights: readonly number[];
  /** 1 to 14; null for the standard check. */
  readonly exception: number | null;
}

/** A table of weights, with the sort codes that are checked as another one (exception 5). */
export interface ModulusTable {
  /** In the order of the published file: the first check of a sort code comes first. */
  readonly lines: readonly ModulusLine[];
  readonly substitutions: ReadonlyMap<string, string>;
}

/** `not_covered`: the table says nothing about such an account, which may well exist. */
export type ModulusOutcome = 'pass' | 'fail' | 'not_covered';

/**
 * Checks an account against a table.
 *
 * @param sortCode six digits
 * @param accountNumber eight digits
 * @throws RangeError if the two do not have that form
 */
export function checkModulus(
  table: ModulusTable,
  sortCode: string,
  accountNumber: string,
): ModulusOutcome {
  if (!/^\d{6}$/.test(sortCode) || !/^\d{8}$/.test(accountNumber)) {
    throw new RangeError('The check takes a sort code of 6 digits and an account number of 8.');
  }
  const lines = table.lines.filter(
    (line) => line.fromSortCode <= sortCode && sortCode <= line.toSortCode,
  );
  const account = accountOf(sortCode + accountNumber);
  if (lines.length === 0 || lines.some((line) => isForeignCurrency(line, account))) {
    return 'not_covered';
  }
  const checked = lines.filter((line) => !isLeftOut(line, account));
  const holds = (line: ModulusLine): boolean => holdsFor(line, account, table.substitutions);
  return (isEitherEnough(lines) ? checked.some(holds) : checked.every(holds)) ? 'pass' : 'fail';
}

/** The fourteen digits, and those that the exceptions name. */
interface Account {
  readonly digits: string;
  readonly a: number;
  readonly c: number;
  readonly g: number;
  readonly h: number;
}

function accountOf(digits: string): Account {
  const at = (position: number): number => Number(digits[position]);
  return { digits, a: at(6), c: at(8), g: at(12), h: at(13) };
}

/** Exception 6: such accounts are held in a foreign currency, and the checks cannot be used. */
const isForeignCurrency = ({ exception }: ModulusLine, { a, g, h }: Account): boolean =>
  exception === 6 && a >= 4 && a <= 8 && g === h;

/** Exception 3: the double alternate check is not made where c is 6 or 9. */
const isLeftOut = ({ exception }: ModulusLine, { c }: Account): boolean =>
  exception === 3 && (c === 6 || c === 9);

/** The exceptions that come in pairs, of which one check that holds is enough. */
const PAIRS: readonly (readonly [number, number])[] = [
  [2, 9],
  [10, 11],
  [12, 13],
];

function isEitherEnough(lines: readonly ModulusLine[]): boolean {
  const found = lines.map(({ exception }) => exception);
  return PAIRS.some((pair) => pair.every((one) => found.includes(one)));
}

/** Whether one check holds, by the rule of its exception. */
function holdsFor(
  line: ModulusLine,
  account: Account,
  substitutions: ReadonlyMap<string, string>,
): boolean {
  const { exception } = line;
  if (exception === 4) return remainderOf(line, account.digits) === account.g * 10 + account.h;
  if (exception === 5) return holdsByCheckDigit(line, account, substitutions);
  const digits = withOwnSortCode(exception, account.digits);
  if (remainderOf({ ...line, weights: weightsFor(line, account) }, digits) === 0) return true;
  return exception === 14 && holdsShifted(line, account);
}

/** Exceptions 8 and 9 check the account as if it were at another sort code. */
function withOwnSortCode(exception: number | null, digits: string): string {
  if (exception === 8) return `090126${digits.slice(6)}`;
  if (exception === 9) return `309634${digits.slice(6)}`;
  return digits;
}

/** Exception 2 where a is not 0: these weights take the place of those in the table. */
const INSTEAD = [0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1];

/** The weights of a line for one account: exceptions 2, 7 and 10 change them. */
function weightsFor({ exception, weights }: ModulusLine, account: Account): readonly number[] {
  const { digits, a, g } = account;
  if (exception === 2 && a !== 0) return g === 9 ? fromC(INSTEAD) : INSTEAD;
  if (exception === 7 && g === 9) return fromC(weights);
  const isOldNumber = digits.startsWith('09', 6) || digits.startsWith('99', 6);
  if (exception === 10 && isOldNumber && g === 9) return fromC(weights);
  return weights;
}

/** Weights of which those of u to b are zero. */
const fromC = (weights: readonly number[]): number[] =>
  weights.map((weight, n) => (n < 8 ? 0 : weight));

/**
 * Exception 5: the sort code may be checked as another one, and the remainder gives the check digit:
 * g of the first check (MOD11), h of the second (double alternate).
 */
function holdsByCheckDigit(
  line: ModulusLine,
  { digits, g, h }: Account,
  substitutions: ReadonlyMap<string, string>,
): boolean {
  const sortCode = digits.slice(0, 6);
  const checkedAs = substitutions.get(sortCode) ?? sortCode;
  const remainder = remainderOf(line, checkedAs + digits.slice(6));
  const modulus = modulusOf(line);
  // For MOD11 a remainder of 1 asks for a check digit of 10, which no digit is.
  return (modulus - remainder) % modulus === (line.method === 'DBLAL' ? h : g);
}

/** Exception 14: an eighth digit of 0, 1 or 9 may be an addition to a number of seven digits. */
function holdsShifted(line: ModulusLine, { digits, h }: Account): boolean {
  if (![0, 1, 9].includes(h)) return false;
  return remainderOf(line, `${digits.slice(0, 6)}0${digits.slice(6, 13)}`) === 0;
}

const modulusOf = ({ method }: ModulusLine): number => (method === 'MOD11' ? 11 : 10);

/** Exception 1 puts the number of a financial institution before the sort code; it adds up to 27. */
const INSTITUTION = 27;

/** What is left of the weighted sum; of the double alternate check, of the digits of its products. */
function remainderOf(line: ModulusLine, digits: string): number {
  const products = line.weights.map((weight, n) => weight * Number(digits[n]));
  const parts = line.method === 'DBLAL' ? products.map(sumOfDigits) : products;
  const start = line.exception === 1 ? INSTITUTION : 0;
  const modulus = modulusOf(line);
  const rest = parts.reduce((sum, part) => sum + part, start) % modulus;
  // A table may hold negative weights.
  return (rest + modulus) % modulus;
}

const sumOfDigits = (product: number): number =>
  Array.from(String(Math.abs(product)), Number).reduce((sum, digit) => sum + digit, 0);
