import { describe, expect, it } from 'vitest';
import { facts, textTable } from '../../src/commands/bank/text-table.ts';

interface Row {
  readonly name: string;
  readonly amount: string;
}

const columns = { Name: (row: Row) => row.name, Amount: (row: Row) => row.amount };

describe('a table as text', () => {
  it('has columns of equal width, sums to the right, and notes under their row', () => {
    const rows = [
      { name: 'one', amount: '-300.00' },
      { name: 'another', amount: '2.00' },
    ];
    const table = textTable(rows, columns, ({ name }) => (name === 'one' ? ['because'] : []));
    expect(table).toBe('Name      Amount\none      -300.00\n    because\nanother     2.00\n');
  });

  it('says so when there is no row', () => {
    expect(textTable([], columns)).toBe('There is none.\n');
  });

  it.each(['\u001b[2J', '\u009b2J', '\n', '\r'])('what a bank wrote cannot steer %j', (text) => {
    const table = textTable([{ name: `a${text}b`, amount: '1.00' }], columns, () => [`c${text}d`]);
    expect(table.split('\n')).toHaveLength(4);
    expect(table.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(facts([['a', text]])).not.toMatch(/\p{Cc}(?=.)/u);
  });
});
