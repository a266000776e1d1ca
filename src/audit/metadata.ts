import type { ColumnType } from './columns.ts';
import type { DataFile } from './data-files.ts';

/** What each type of column is in CSV on the Web. */
const DATATYPES: Readonly<Record<ColumnType, unknown>> = {
  id: 'string',
  text: 'string',
  list: 'string',
  money: { base: 'decimal', format: '0.00' },
  number: 'decimal',
  whole: 'integer',
  date: { base: 'date', format: 'yyyy-MM-dd' },
  moment: { base: 'dateTime', format: 'yyyy-MM-ddTHH:mm:ss.SSSSSSX' },
  yes_no: { base: 'boolean', format: 'true|false' },
  hash: 'hexBinary',
};

/** What is said of a type beside what a column means. */
const REMARKS: Partial<Record<ColumnType, string>> = {
  money: ' Pounds (GBP) with two decimals and a minus sign where it is below zero.',
  moment: ' UTC.',
  text: ' An apostrophe at its start is not part of it: take one away.',
  list: ' Several, apart by spaces. An apostrophe at its start is not part of it: take one away.',
};

/** The description of a file by CSV on the Web (W3C, csvw.org), as JSON text. */
export function metadataOf(file: DataFile): string {
  const columns = file.columns.map(({ name, type, meaning, required, standard }) => ({
    name,
    titles: name,
    datatype: DATATYPES[type],
    required,
    'dc:description': `${meaning}${REMARKS[type] ?? ''}`,
    ...(standard === null ? {} : { 'dc:identifier': standard }),
  }));
  const description = {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    url: `../data/${file.name}.csv`,
    'dc:title': file.name,
    'dc:description': file.about,
    dialect: {
      encoding: 'utf-8',
      lineTerminators: ['\r\n'],
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      header: true,
    },
    tableSchema: {
      columns,
      ...(file.key.length === 0 ? {} : { primaryKey: file.key }),
    },
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}
