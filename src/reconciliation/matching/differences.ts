import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import type { Rule } from '../../law/rules.ts';
import { rulesOn } from '../../law/store.ts';
import { ZERO, money, toText, type Decimal } from '../../money.ts';
import { refuseFaults, type Fault } from '../../problem.ts';
import type { Asked } from './pair-rules.ts';

/** What is asked of an expected line, as far as a difference is concerned. */
export type Differing = Pick<Asked, 'difference'> & { readonly expected: string };

/**
 * Throws where one person would let the account bear more of what is expected than two may write off
 * of a line (the rule `line_write_off_limit`); what was borne of it before counts, and nobody else
 * adds to it until the transaction ends. `place` names a pair in the faults.
 *
 * @returns the rules that this rests on; none where nothing differs
 */
export async function refuseLargeDifferences(
  tx: Tx,
  asked: readonly Differing[],
  place: (n: number) => string,
): Promise<readonly Rule[]> {
  const names = new Set(asked.flatMap((one) => (one.difference ? [one.expected] : [])));
  if (names.size === 0) return [];
  await decideAloneOnAll(
    tx,
    [...names].map((name) => `difference of ${name}`),
  );
  const rules = await rulesOn(tx, tx.scope.today);
  const most = money(rules.rule('line_write_off_limit').value);
  const faults = faultsOfDifferences(asked, await borneOf(tx, [...names]), { most, place });
  refuseFaults('match-not-possible', 'The difference is too large to be borne.', faults);
  return rules.used();
}

/** The first differences with which more of an expected line is borne than may be. */
function faultsOfDifferences(
  asked: readonly Differing[],
  before: ReadonlyMap<string, Decimal>,
  { most, place }: { most: Decimal; place: (n: number) => string },
): Fault[] {
  const borne = new Map(before);
  return asked.flatMap(({ expected, difference }, n) => {
    if (difference === undefined) return [];
    const total = (borne.get(expected) ?? ZERO).plus(difference.amount);
    borne.set(expected, total);
    if (!total.gt(most)) return [];
    const message = `Of one payment or receipt the account bears at most £${toText(most)}; with this it makes £${toText(total)}. Leave the rest open.`;
    return [{ where: `${place(n)}.difference.amount`, message }];
  });
}

/** What the account bears of expected lines, less what was taken back, by their names. */
async function borneOf({ sql }: Tx, names: readonly string[]): Promise<Map<string, Decimal>> {
  const rows = await sql<{ name: string; amount: string }[]>`
    select x.name, sum(a.amount) as amount
    from expected_lines x join line_allocations a on a.expected_id = x.id
    where x.name in (select jsonb_array_elements_text(${JSON.stringify(names)}::text::jsonb))
      and a.line_id is null and not exists (
        select from line_allocations p where p.match_id = a.match_id and p.part_of = a.id)
    group by x.name`;
  return new Map(rows.map(({ name, amount }) => [name, money(amount)]));
}
