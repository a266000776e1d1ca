import { readCsv } from '../../imports/csv-reader.ts';
import { textOf } from '../../imports/csv-text.ts';
import type { AnswerFormat, Finding } from './answer.ts';
import { detailsOf, reasonCode } from './bacs-layout.ts';
import { accountOf, amountOf, dayOf, shortText } from './values.ts';

/** The columns of a CSV form of returned credits or of advices, by their names in the first line. */
const COLUMNS = [
  'reference',
  'code',
  'amount',
  'sortCode',
  'accountNumber',
  'processedOn',
  'newSortCode',
  'newAccountNumber',
  'newName',
] as const;
type Column = (typeof COLUMNS)[number];

type Row = Readonly<Partial<Record<Column, string>>>;

/**
 * Reads returned credits or advices as CSV, as they are copied from a screen of the bank or of a
 * bureau: a first line that names the columns, in any order, then a line each. `reference` and
 * `code` must be there; new details make them advices.
 */
export function readCsvForm(
  finding: Finding,
  content: Uint8Array,
  said: AnswerFormat | undefined,
): void {
  const text = textOf(content);
  if (typeof text !== 'string') return finding.refuse(`${text.line}:1`, text.message);
  let columns: Column[] | null = null;
  for (const record of readCsv(text)) {
    const where = `${record.line}:1`;
    if ('fault' in record) {
      finding.refuse(where, record.fault);
      continue;
    }
    if (record.cells.every((cell) => cell.trim() === '')) continue;
    if (columns === null) {
      columns = columnsOf(finding, record.cells, where);
      if (columns === null) return;
      finding.format = formatOf(finding, columns, said);
      continue;
    }
    if (record.cells.length !== columns.length) {
      const message = `Expected ${columns.length} cells; found ${record.cells.length}.`;
      finding.refuse(where, message);
      continue;
    }
    const names = columns;
    const row: Row = Object.fromEntries(record.cells.map((cell, n) => [names[n]!, cell]));
    addRow(finding, row, where);
  }
  if (columns === null) finding.refuse('1:1', 'Expected a file; found nothing in it.');
}

function columnsOf(finding: Finding, cells: readonly string[], where: string): Column[] | null {
  const known = new Map(COLUMNS.map((name) => [name.toLowerCase(), name]));
  const columns = cells.map((cell) => known.get(cell.trim().toLowerCase().replaceAll(' ', '')));
  const missing = ['reference', 'code'].filter((name) => !columns.includes(name as Column));
  if (missing.length > 0 || columns.includes(undefined) || new Set(columns).size < columns.length) {
    finding.refuse(
      where,
      'Expected XML, or CSV whose first line names its columns once each: reference, code, and any ' +
        `of ${COLUMNS.slice(2).join(', ')}; found something else.`,
    );
    return null;
  }
  return columns as Column[];
}

function formatOf(
  finding: Finding,
  columns: readonly Column[],
  said: AnswerFormat | undefined,
): AnswerFormat {
  const found = columns.some((name) => name.startsWith('new')) ? 'awacs' : 'arucs';
  if (said === 'pain_002' || (said === 'arucs' && found === 'awacs')) {
    finding.refuse('1:1', `Expected ${said}, as was asked for; found CSV of ${found}.`);
  }
  return said ?? found;
}

function addRow(finding: Finding, row: Row, where: string): void {
  const advice = finding.format === 'awacs';
  const given = row.amount?.trim() ?? '';
  const amount = given === '' ? null : amountOf(given);
  const code = shortText(row.code);
  if (amount === null && given !== '') {
    finding.refuse(where, 'Expected an amount above zero in whole pence, e.g. 1234.50.');
  }
  if (code === null) finding.refuse(where, 'Expected a reason code; found none.');
  if (shortText(row.reference) === null) {
    finding.refuse(where, 'Expected the reference of the payment; found none.');
  }
  finding.add(where, {
    level: advice ? 'advice' : 'return',
    said: advice ? 'advised' : 'returned',
    code: code === null ? null : reasonCode(code, ''),
    reference: shortText(row.reference),
    amount,
    account: accountOf(row.sortCode, row.accountNumber),
    processedOn: dayOf(row.processedOn),
    newDetails: detailsOf(
      row.newSortCode ?? null,
      row.newAccountNumber ?? null,
      row.newName ?? null,
    ),
  });
}
