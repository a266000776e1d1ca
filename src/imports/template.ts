import { stringify } from 'csv-stringify/sync';
import { COLUMNS } from './columns.ts';

/** The template: the column names, and one example of a line. */
export function template(): string {
  const names = COLUMNS.map(({ name }) => name);
  const example = COLUMNS.map((column) => column.example);
  return stringify([names, example], { record_delimiter: 'windows' });
}
