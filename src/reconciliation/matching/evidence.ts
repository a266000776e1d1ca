import { money, toText } from '../../money.ts';
import type { ExpectedToMatch } from './line-state.ts';
import type { ProposalRow, ProposedLine } from './proposal-store.ts';

/** What is known of the expected lines of a proposal, by their names. */
export type ExpectedFacts = ReadonlyMap<string, Pick<ExpectedToMatch, 'valueOn' | 'keys'>>;

/** What speaks for a proposal, and what against, in sentences. */
export function evidenceOf(proposal: ProposalRow, facts: ExpectedFacts): string[] {
  const [line] = proposal.lines;
  if (line === undefined) return [];
  return [
    ...aboutAmount(proposal, line),
    ...aboutName(proposal, facts),
    ...aboutDay(proposal, line, facts),
    ...aboutOthers(proposal),
  ];
}

function aboutAmount(
  { rule, result, amount, difference, lines, expected }: ProposalRow,
  line: ProposedLine,
): string[] {
  const way = line.amount.startsWith('-') ? 'went out' : 'came in';
  if (result === 'gave_up') {
    return ['Too many amounts could make the sum to look through them all. Nothing is guessed.'];
  }
  if (result === 'several')
    return [`Several sets of amounts make £${amount}. This is one of them.`];
  if (rule === 'several_lines') {
    return [
      `${lines.length} lines, and no other set of them, make the £${amount} that is expected.`,
    ];
  }
  if (expected.length > 1) {
    return [
      `${expected.length} expected lines, and no other set of them, make the £${amount} that ${way}.`,
    ];
  }
  const differs = money(difference);
  if (differs.isZero()) return [`The £${amount} that ${way} is exactly what is open of it.`];
  const by = `£${toText(differs.abs())}`;
  return [
    differs.isNegative()
      ? `The line has ${by} more than is expected; that stays open on the line.`
      : `The line has ${by} less than is expected; the account bears it, with its reason.`,
  ];
}

/** Words as a file has them, put together as keys are. */
const wordsOf = ({ reference, text }: ProposedLine): Set<string> => {
  const written = `${reference ?? ''} ${text ?? ''}`.toUpperCase();
  const whole = (reference ?? '').toUpperCase().replaceAll(/[^A-Z0-9]+/g, '');
  return new Set([...written.split(/[^A-Z0-9]+/), whole]);
};

function aboutName({ rule, lines, expected }: ProposalRow, facts: ExpectedFacts): string[] {
  if (rule === 'amount_and_day') return ['Nothing on the line names it.'];
  if (rule === 'batch_details') {
    return [
      `The bank lists ${expected.length} payments in the line; each names one that is expected.`,
    ];
  }
  const keys = expected.flatMap((name) => facts.get(name)?.keys ?? []);
  const words = lines.flatMap((line) => [...wordsOf(line)]);
  const named = [...new Set(keys.filter((key) => words.includes(key)))].slice(0, 3);
  return named.length === 0
    ? ['The line names it, or something of the same reference, run, payee or budget.']
    : [`The line names it: ${named.join(', ')}.`];
}

function aboutDay(
  { days, expected }: ProposalRow,
  line: ProposedLine,
  facts: ExpectedFacts,
): string[] {
  const valueOn = facts.get(expected[0] ?? '')?.valueOn;
  if (valueOn === undefined) return [];
  const many = Math.abs(days) === 1 ? '1 working day' : `${Math.abs(days)} working days`;
  const when =
    days === 0
      ? 'on the value date'
      : `${many} ${days > 0 ? 'after' : 'before'} the value date, ${valueOn.toString()}`;
  return [`The line was booked on ${line.bookedOn}, ${when}.`];
}

function aboutOthers({ rivals, alike }: ProposalRow): string[] {
  const others = (count: number): string => (count === 1 ? '1 other fits' : `${count} others fit`);
  return [
    ...(rivals > 0 ? [`${others(rivals)} as well, so a person decides.`] : []),
    ...(alike > 0
      ? [
          `${alike === 1 ? '1 other has' : `${alike} others have`} the amount and the days; the name tells them apart.`,
        ]
      : []),
  ];
}
