import type { NewArrangement } from '../budgets/arrangement-store.ts';
import { costOf } from '../budgets/items.ts';
import type { Item } from '../budgets/versions.ts';
import type { Tx } from '../database/transactions.ts';
import { Decimal, money } from '../money.ts';
import type { ScopeService } from '../scope/rules.ts';
import { servicesBy } from '../scope/store.ts';

/** What each provision of the plans is bought from, the first that is offered for the kind. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  'A tutor for six hours a week': ['Tuition outside school'],
  'Communication aid and training': ['Equipment that is not prescribed'],
  // Therapy is not offered as a direct payment, so that some lines name no service.
  'Speech and language therapy weekly': ['Speech and language therapy'],
  'Short breaks with a personal assistant': ['Personal assistants', 'Short breaks'],
  'Travel training': ['Travel training'],
};

/** Every so many budgets were agreed as one amount, without lines. */
const WITHOUT_LINES = 7;
const RATE = money('32.50');
const ONE = new Decimal(1);

interface Provision {
  readonly id: string;
  readonly provision: string;
}

/**
 * Arrangements with the lines that they are made of: hours of the first provision of the person's
 * plan, and what is left of the amount for the second. They come to the amount, to the penny. The
 * first arrangement is that of the guide, and has none.
 */
export async function withLines<T extends NewArrangement>(
  tx: Tx,
  arrangements: readonly T[],
): Promise<T[]> {
  const services = await servicesBy(tx, {});
  const provision = await provisionOf(
    tx,
    arrangements.map((one) => one.beneficiaryId),
  );
  return arrangements.map((one, n) => {
    if (n % WITHOUT_LINES === 0) return one;
    return { ...one, items: linesOf(one, provision.get(one.beneficiaryId)!, services) };
  });
}

/** What the plans of some people provide, by person, in the order of the plan. */
async function provisionOf(tx: Tx, people: readonly string[]): Promise<Map<string, Provision[]>> {
  const rows = await tx.sql<(Provision & { beneficiaryId: string })[]>`
    select i.id, i.provision, i.beneficiary_id as "beneficiaryId" from provision_items i
    where i.beneficiary_id in (
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(people)}::text::jsonb))
    order by i.beneficiary_id, i.section, i.provision`;
  return Map.groupBy(rows, (row) => row.beneficiaryId);
}

function linesOf(
  { kind, terms }: NewArrangement,
  [first, second]: readonly Provision[],
  services: readonly ScopeService[],
): Item[] {
  const serviceOf = ({ provision }: Provision): string | null =>
    services.find(
      ({ name, kinds }) => SERVICES[provision]?.includes(name) === true && kinds.includes(kind),
    )?.id ?? null;
  const hours = terms.amount.times('0.6').div(RATE).floor();
  const line = (of: Provision, more: Pick<Item, 'quantity' | 'unit' | 'unitCost'>): Item => ({
    ...more,
    provisionItemId: of.id,
    nature: 'regular',
    description: of.provision,
    times: ONE,
    frequency: 'over the year',
    cost: costOf({ ...more, times: ONE }),
    costBasis: "The authority's price list",
    setting: null,
    funderId: null,
    serviceId: serviceOf(of),
  });
  const byTheHour = line(first!, { quantity: hours, unit: 'hour', unitCost: RATE });
  const left = terms.amount.minus(byTheHour.cost);
  return [byTheHour, line(second!, { quantity: ONE, unit: 'year', unitCost: left })];
}
