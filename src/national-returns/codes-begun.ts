import type { Tx } from '../database/transactions.ts';
import { recordedBy } from '../law/store.ts';
import { CannotBeMade } from '../reports/cannot-be-made.ts';
import type { ParameterName } from '../reports/parameters.ts';
import type { NationalReturn } from './codes-query.ts';
import { ITEMS } from './items.ts';

/** The codes that a report needs, and the parameter that says for which day. */
export interface NeededCodes {
  readonly of: NationalReturn;
  readonly items: readonly string[];
  readonly on: Temporal.PlainDate;
  readonly knownMoment: string | null;
  readonly parameter: ParameterName | undefined;
}

/**
 * Throws `CannotBeMade` where a word of ours has no code on the day: whoever it is about would be
 * missing from the return, and nobody would see it.
 */
export async function requireCodes(tx: Tx, needed: NeededCodes): Promise<void> {
  const { of, items, on, knownMoment, parameter } = needed;
  const words = items.flatMap((item) => ITEMS[of][item]!.map((ours) => ({ item, ours })));
  const missing = await tx.sql<{ item: string; ours: string; begins: string | null }[]>`
    select w.item, w.ours, min(c.effective_on) as begins
    from jsonb_to_recordset(${JSON.stringify(words)}::text::jsonb) as w(item text, ours text)
    left join national_return_codes c on c.return = ${of} and c.item = w.item and c.ours = w.ours
      and ${recordedBy(tx, knownMoment)}
    group by w.item, w.ours
    having coalesce(min(c.effective_on) > ${on.toString()}::date, true)
    order by w.item, w.ours`;
  if (missing.length === 0) return;
  const list = missing.map(({ item, ours }) => `${item} ${ours}`).join(', ');
  const days = missing.flatMap(({ begins }) => begins ?? []).toSorted();
  const ask =
    days.length < missing.length
      ? 'Have an administrator add what has none.'
      : `They begin on ${days.at(-1)}: ask for that day or a later one.`;
  throw new CannotBeMade(
    `The return ${of} has no code on ${on.toString()} for: ${list}. ${ask}`,
    parameter,
  );
}
