import type { Fault } from '../problem.ts';
import type { ModulusLine, ModulusMethod, ModulusTable } from './modulus.ts';

/** A line of weights with its place in the file. */
export interface PlacedLine extends ModulusLine {
  readonly line: number;
}

/** What two files hold. With any fault nothing of it may be used. */
export interface ReadTable extends ModulusTable {
  readonly lines: readonly PlacedLine[];
  /** In the order of the files: `weights, line 3` or `substitutions, line 1`. */
  readonly faults: readonly Fault[];
}

type FileName = 'weights' | 'substitutions';
type Fill = (file: FileName, line: number, message: string) => void;

const SORT_CODE = /^\d{6}$/;
const WEIGHT = /^-?\d{1,3}$/;
const METHODS: readonly string[] = ['MOD10', 'MOD11', 'DBLAL'];
/** From, to and method, then the weights; an exception may follow. */
const WEIGHTS_FROM = 3;
const WEIGHTS = 14;
const EXCEPTION_AT = WEIGHTS_FROM + WEIGHTS;
/** A sort code has two checks at most. */
const MOST_CHECKS = 2;

/**
 * Reads a table of weights (`valacdos.txt`) and the substitutions of sort codes (`scsubtab.txt`) as
 * they are published: columns apart by spaces. Every fault is noted with its file and line.
 */
export function readModulusTable(weightsText: string, substitutionsText: string): ReadTable {
  const faults: Fault[] = [];
  const note: Fill = (file, line, message) =>
    faults.push({ where: `${file}, line ${line}`, message });
  const lines = rowsOf(weightsText).flatMap((row) => lineOf(row, note) ?? []);
  if (lines.length === 0 && faults.length === 0) {
    note('weights', 1, 'A table has at least one line of weights; found none.');
  }
  noteTooManyChecks(lines, note);
  const substitutions = new Map<string, string>();
  for (const row of rowsOf(substitutionsText)) addSubstitution(row, substitutions, note);
  return { lines, substitutions, faults };
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The lines that are not empty. */
function rowsOf(text: string): Row[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((row, n) => ({ line: n + 1, cells: row.split(/[ \t]+/).filter((cell) => cell !== '') }))
    .filter(({ cells }) => cells.length > 0);
}

function lineOf({ line, cells }: Row, note: Fill): PlacedLine | null {
  const faults = faultsOfCells(cells);
  for (const fault of faults) note('weights', line, fault);
  if (faults.length > 0) return null;
  const [fromSortCode = '', toSortCode = '', method] = cells;
  return {
    line,
    fromSortCode,
    toSortCode,
    method: method as ModulusMethod,
    weights: cells.slice(WEIGHTS_FROM, EXCEPTION_AT).map(Number),
    exception: cells.length > EXCEPTION_AT ? Number(cells[EXCEPTION_AT]) : null,
  };
}

function faultsOfCells(cells: readonly string[]): string[] {
  if (cells.length < EXCEPTION_AT || cells.length > EXCEPTION_AT + 1) {
    return [
      'Expected two sort codes, a method and 14 weights, with an exception or none: ' +
        `17 or 18 columns. Found ${cells.length}.`,
    ];
  }
  const [from = '', to = '', method = ''] = cells;
  const faults: string[] = [];
  if (!SORT_CODE.test(from) || !SORT_CODE.test(to)) {
    faults.push('The first two columns are sort codes of six digits.');
  } else if (to < from) {
    faults.push('The second sort code must not be before the first.');
  }
  if (!METHODS.includes(method)) faults.push('The method is MOD10, MOD11 or DBLAL.');
  if (!cells.slice(WEIGHTS_FROM, EXCEPTION_AT).every((cell) => WEIGHT.test(cell))) {
    faults.push('A weight is a whole number of at most three digits.');
  }
  const exception = cells[EXCEPTION_AT];
  if (exception !== undefined && !/^([1-9]|1[0-4])$/.test(exception)) {
    faults.push('An exception is a number from 1 to 14.');
  }
  return faults;
}

/** Names each line that gives a sort code more checks than there can be. */
function noteTooManyChecks(lines: readonly PlacedLine[], note: Fill): void {
  const inOrder = lines.toSorted((a, b) => Number(a.fromSortCode) - Number(b.fromSortCode));
  let open: PlacedLine[] = [];
  for (const line of inOrder) {
    open = open.filter(({ toSortCode }) => toSortCode >= line.fromSortCode);
    if (open.length < MOST_CHECKS) {
      open.push(line);
      continue;
    }
    const others = open.map((one) => one.line).join(' and ');
    note('weights', line.line, `A sort code has two checks at most; see also lines ${others}.`);
  }
}

function addSubstitution({ line, cells }: Row, known: Map<string, string>, note: Fill): void {
  const [sortCode = '', checkedAs = ''] = cells;
  if (cells.length !== 2 || !SORT_CODE.test(sortCode) || !SORT_CODE.test(checkedAs)) {
    note('substitutions', line, 'Expected two sort codes of six digits: which one, and as which.');
  } else if (known.has(sortCode)) {
    note('substitutions', line, 'A sort code is substituted once; this one is in an earlier line.');
  } else {
    known.set(sortCode, checkedAs);
  }
}
