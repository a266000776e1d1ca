import { Kind } from '../http/schemas.ts';
import type { Fault } from '../problem.ts';
import type { NationalReturn } from './codes-query.ts';

/**
 * The items of each national return that have codes, by the names that the reports look them up by,
 * and the words of ours that each has a code for. A code of any other would stand nowhere.
 */
export const ITEMS: Readonly<Record<NationalReturn, Readonly<Record<string, readonly string[]>>>> =
  {
    sen2: {
      PB: ['in_place', 'not_in_place'],
      OA: ['notional', 'none'],
      DP: ['education', 'health', 'social_care', 'integrated', 'none'],
      kind: Kind.options,
      sex: ['female', 'male', 'not_stated'],
    },
    phb: { method: Kind.options, age: ['child', 'adult'] },
    cld: {
      delivery_mechanism: Kind.options,
      cost_frequency: ['week', '2_weeks', '4_weeks', 'month', 'term', 'once'],
    },
    s251: { direct_payments: ['education', 'social_care'] },
  };

/** What a kind of arrangement may count as in SEN2: the items that are derived look for these. */
const SEN2_KINDS_COUNT_AS = ['OA', 'DP'];

/** What is wrong with a code of a national return: an item or a word of ours that there is not. */
export function faultsOfCode(asked: {
  readonly return: NationalReturn;
  readonly item: string;
  readonly ours: string;
  readonly code: string;
}): Fault[] {
  const { item, ours, code } = asked;
  const items = ITEMS[asked.return];
  if (!Object.hasOwn(items, item)) {
    const known = Object.keys(items).join(', ');
    const message = `The items of ${asked.return} that have codes are: ${known}. Found "${item}".`;
    return [{ where: 'body.item', message }];
  }
  const faults: Fault[] = [];
  const words = items[item]!;
  if (!words.includes(ours)) {
    const message = `Our words in the item ${item} are: ${words.join(', ')}. Found "${ours}".`;
    faults.push({ where: 'body.ours', message });
  }
  const counts = asked.return === 'sen2' && item === 'kind';
  if (counts && !SEN2_KINDS_COUNT_AS.includes(code)) {
    const message = `A kind counts as ${SEN2_KINDS_COUNT_AS.join(' or ')}. Found "${code}".`;
    faults.push({ where: 'body.code', message });
  }
  return faults;
}
