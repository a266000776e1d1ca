import { FORMS, type ColumnType } from '../http/csv.ts';
import type { Report } from './report.ts';

/** The datatypes of CSVW (Metadata Vocabulary for Tabular Data, W3C 2015) for our columns. */
const DATATYPES: Readonly<Record<ColumnType, object>> = {
  text: { base: 'string' },
  id: { base: 'string', format: FORMS.id.form.source },
  money: { base: 'decimal', format: '0.00' },
  date: { base: 'date', format: 'yyyy-MM-dd' },
  moment: { base: 'dateTimeStamp' },
  count: { base: 'nonNegativeInteger' },
  change: { base: 'integer' },
  percent: { base: 'decimal' },
  figure: { base: 'string', format: FORMS.figure.form.source },
};

const GUARDED =
  'An apostrophe stands before a text that begins with = + - @, their full-width forms, a tab, a ' +
  'line end or an apostrophe, so that no spreadsheet takes it for a formula. Take one apostrophe ' +
  'away from the start of a text that has one, to have it as it was.';

/**
 * What stands in the CSV file of a report, for machines: CSVW metadata, kept apart from the file as
 * the tabular data standard of GOV.UK asks.
 */
export function csvwOf(report: Report) {
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    url: `${report.name}.csv`,
    'dc:title': report.question,
    ...(report.notes === undefined ? {} : { 'dc:description': report.notes }),
    dialect: {
      encoding: 'utf-8',
      header: true,
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      lineTerminators: ['\r\n'],
    },
    tableSchema: {
      columns: report.columns.map(({ name, type, meaning }) => ({
        name,
        titles: name,
        'dc:description': meaning,
        datatype: DATATYPES[type],
        ...(type === 'text' ? { 'rdfs:comment': GUARDED } : {}),
      })),
    },
  };
}
