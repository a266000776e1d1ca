import { toText } from '../money.ts';
import type { ColumnName, LineValues } from './columns.ts';

/** What is wrong in a column of a line. */
export interface LineFault {
  readonly column: ColumnName;
  readonly message: string;
}

const PAYEE = [
  'payee_relationship',
  'payee_name',
  'sort_code',
  'account_number',
  'account_name',
] as const;

/** The columns that a kind of arrangement needs, of those that only some kinds have. */
const NEEDED: Readonly<Record<LineValues['kind'], readonly ColumnName[]>> = {
  direct: PAYEE,
  third_party: ['broker'],
  notional: [],
};
const SOME_KINDS = [...PAYEE, 'account_use', 'broker'] as const;
/** What a kind may have and may also leave empty. */
const MAY_HAVE: Readonly<Record<LineValues['kind'], readonly ColumnName[]>> = {
  direct: ['account_use'],
  third_party: [],
  notional: [],
};

const IN_WORDS: Readonly<Record<LineValues['kind'], string>> = {
  direct: 'A direct payment',
  third_party: 'A third-party arrangement',
  notional: 'A notional arrangement',
};

/** What contradicts itself within one line whose cells each have their form. */
export function faultsOfLine(values: LineValues): LineFault[] {
  const needed = NEEDED[values.kind];
  const whom = IN_WORDS[values.kind];
  const faults = SOME_KINDS.flatMap((column): LineFault[] => {
    const isThere = values[column] !== undefined;
    if (needed.includes(column) && !isThere) return [{ column, message: `${whom} needs this.` }];
    const mayHave = needed.includes(column) || MAY_HAVE[values.kind].includes(column);
    return !mayHave && isThere ? [{ column, message: `${whom} has none: leave this empty.` }] : [];
  });
  if (values.held.gt(values.paid_to_date)) {
    const found = `Found ${toText(values.held)} held and ${toText(values.paid_to_date)} paid.`;
    faults.push({ column: 'held', message: `Nobody holds more than was paid. ${found}` });
  }
  if (values.kind === 'notional' && values.paid_to_date.gt(0)) {
    const message =
      'Nothing is paid to the holder of a notional arrangement: write 0.00, and as its amount what is still to be ordered.';
    faults.push({ column: 'paid_to_date', message });
  }
  return faults;
}

/** The columns in which a line differs from another that should have the same there. */
export function differing(
  one: Readonly<Record<ColumnName, string>>,
  other: Readonly<Record<ColumnName, string>>,
  columns: readonly ColumnName[],
): ColumnName[] {
  return columns.filter((column) => one[column].trim() !== other[column].trim());
}
