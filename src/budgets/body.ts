import type { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import type { Holding, Sector } from '../ledger/accounts.ts';
import { ZERO, toText } from '../money.ts';
import { refuseFaults, type Fault } from '../problem.ts';
import { faultsOfUse } from '../scope/rules.ts';
import { servicesWithIds } from '../scope/store.ts';
import type { NewArrangementSchema } from './arrangement-schemas.ts';
import type { NewArrangement } from './arrangement-store.ts';
import { costOf } from './items.ts';
import { MOST } from './rules.ts';
import type { ShareTerm } from './share-terms.ts';
import type { Item } from './versions.ts';

type Body = z.output<typeof NewArrangementSchema>;
type ShareBody = Body['shares'][number];
type ItemBody = NonNullable<Body['items']>[number];

function termOf(share: ShareBody): ShareTerm {
  if (share.fraction !== undefined) {
    return share.upTo === undefined
      ? { fraction: share.fraction }
      : { fraction: share.fraction, upTo: share.upTo };
  }
  if (share.fixed !== undefined) return { fixed: share.fixed };
  // What the lines make is added up from the items when the version is worked out.
  return share.lines === true ? { lines: ZERO } : { rest: true };
}

/** The shares of a request with their sectors; all faults of the funders named. */
export async function sharesOf(
  tx: Tx,
  shares: readonly ShareBody[],
): Promise<NewArrangement['shares']> {
  const ids = shares.map((share) => share.funderId);
  const funders = await tx.sql<{ id: string; sector: Sector }[]>`
    select id, sector from funders where id::text in
      (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  const sectors = new Map(funders.map((funder) => [funder.id, funder.sector]));
  const faults = (wrong: (id: string, n: number) => boolean, message: string): Fault[] =>
    ids.flatMap((id, n) => (wrong(id, n) ? [{ where: `body.shares.${n}.funderId`, message }] : []));
  const unknown = faults((id) => !sectors.has(id), 'No funder has this identifier.');
  refuseFaults('record-unknown', 'The shares name funders that do not exist.', unknown);
  const twice = faults((id, n) => ids.indexOf(id) < n, 'A funder has one share of an arrangement.');
  refuseFaults('invalid-request', 'The shares name a funder twice.', twice);
  return shares.map((share) => ({
    source: sectors.get(share.funderId)!,
    funderId: share.funderId,
    term: termOf(share),
  }));
}

/** The arrangement that items are of, as it is to be from a day on. */
interface ItemsOf {
  readonly beneficiaryId: string;
  readonly kind: Holding;
  readonly effectiveOn: Temporal.PlainDate;
  readonly shares: readonly { readonly funderId: string | null }[];
}

/**
 * The items of a request with their cost; each is for provision of the person's plan, and may name
 * a service of the register. Throws all faults of what they name at once.
 */
export async function itemsOf(tx: Tx, items: readonly ItemBody[], of: ItemsOf): Promise<Item[]> {
  const ids = items.map((item) => item.provisionItemId);
  const known = await tx.sql<{ id: string }[]>`
    select id from provision_items where beneficiary_id = ${of.beneficiaryId} and id::text in
      (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  const provided = new Set(known.map((row) => row.id));
  const services = await servicesWithIds(
    tx,
    items.flatMap(({ serviceId }) => serviceId ?? []),
  );
  const funders = new Set(of.shares.map((share) => share.funderId));
  const fault = (n: number, field: string, message: string): Fault => ({
    where: `body.items.${n}.${field}`,
    message,
  });
  const unknown = items.flatMap((item, n) => [
    ...(provided.has(item.provisionItemId)
      ? []
      : [fault(n, 'provisionItemId', 'The plan has no such provision.')]),
    ...(item.funderId === undefined || funders.has(item.funderId)
      ? []
      : [fault(n, 'funderId', 'The funder has no share of the arrangement.')]),
    ...(item.serviceId === undefined || services.has(item.serviceId)
      ? []
      : [fault(n, 'serviceId', 'The register has no such service.')]),
  ]);
  const unfit = items.flatMap(({ serviceId }, n) => {
    const service = services.get(serviceId ?? '');
    const found = service === undefined ? [] : faultsOfUse(service, of.kind, of.effectiveOn);
    return found.map((message) => fault(n, 'serviceId', message));
  });
  if (unknown.length > 0) {
    const message = 'The items name records that do not exist.';
    refuseFaults('record-unknown', message, [...unknown, ...unfit]);
  }
  refuseFaults('invalid-request', 'The items name services that they cannot buy.', unfit);
  const costs = items.map(costOf);
  const tooMuch = costs.flatMap((cost, n): Fault[] =>
    cost.gt(MOST)
      ? [{ where: `body.items.${n}`, message: `An item costs ${toText(MOST)} at most.` }]
      : [],
  );
  refuseFaults('invalid-request', 'The items cost more than an amount can be.', tooMuch);
  return items.map((item, n) => ({
    ...item,
    cost: costs[n]!,
    setting: item.setting ?? null,
    funderId: item.funderId ?? null,
    serviceId: item.serviceId ?? null,
  }));
}
