import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post, type Posting } from '../ledger/post.ts';
import { toText, type Decimal } from '../money.ts';
import { Problem } from '../problem.ts';
import {
  changesOf,
  movementsOf,
  type Booked,
  type Changes,
  type ShareAccounts,
} from './agreeing.ts';
import { earliestValueDay } from './entitlement-store.ts';
import { workOut, type WorkedOut } from './entitlement.ts';
import { agreedFrom, type Grid } from './rules.ts';
import { lockedOf, standingInstalments, type StandingInstalment } from './schedule-store.ts';
import {
  agreedOf,
  agreedVersions,
  loadVersions,
  type StoredVersion,
  type Versioned,
} from './version-store.ts';
import { versionOf } from './versions.ts';
import { weeksInYearOf } from './weekly.ts';
import { writeSchedules, type Agreed } from './schedule-writer.ts';

type Day = Temporal.PlainDate;

/** A proposed version, with the arrangement it is a version of. */
export interface Proposal {
  readonly arrangement: Versioned;
  readonly version: StoredVersion;
}

/** Loads versions by id as a set, in the order given; those not visible are absent. */
export async function loadProposals(tx: Tx, ids: readonly string[]): Promise<Proposal[]> {
  const rows = await tx.sql<{ id: string; arrangementId: string }[]>`
    select g.id, g.arrangement_id as "arrangementId"
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) with ordinality as w(id, n)
    join agreements g on g.id = w.id::uuid order by w.n`;
  const arrangements = await loadVersions(
    tx,
    rows.map((row) => row.arrangementId),
  );
  return rows.map((row) => {
    const arrangement = arrangements.get(row.arrangementId)!;
    return { arrangement, version: arrangement.versions.find((one) => one.id === row.id)! };
  });
}

export interface AgreeOptions {
  /** Payments before this day were made before the book began; they are opening balances. */
  readonly paidBefore?: Day;
}

/**
 * Agrees proposals as a set, at most one of an arrangement: records the decision, writes the
 * schedule, and posts what the funders agreed more or less and what is scheduled of it. What is in
 * a pay run or paid stays as it is; a difference for it is carried by what is still to be paid. A
 * notional arrangement is agreed; its orders come later.
 */
export async function agree(
  tx: Tx,
  proposals: readonly Proposal[],
  options: AgreeOptions = {},
): Promise<void> {
  if (proposals.some(({ version }) => version.number > 1)) await decideAlone(tx, 'schedules');
  const ids = proposals.map(({ arrangement }) => arrangement.arrangementId);
  const [standing, accounts] = [await standingInstalments(tx, ids), await shareAccounts(tx, ids)];
  const earliest = earliestValueDay(tx.scope.today);
  const plans = proposals.map((proposal) => {
    const mine = standing.get(proposal.arrangement.arrangementId) ?? [];
    return { proposal, changes: changesFor(proposal, mine, earliest) };
  });
  const booked = await bookedOn(tx, ids);
  const postings = plans.flatMap(({ proposal, changes }) => {
    const mine = accounts.get(proposal.arrangement.arrangementId)!;
    const on = agreedFrom(proposal.version.effectiveOn, changes.added);
    const booking = { on, paidBefore: options.paidBefore ?? null, booked };
    return postingsOf(tx, proposal, movementsOf(changes, mine, booking));
  });
  const posted = await post(tx, postings);
  const agreed = plans.map(({ proposal, changes }): Agreed => ({
    agreementId: proposal.version.id,
    arrangementId: proposal.arrangement.arrangementId,
    beneficiaryId: proposal.arrangement.beneficiaryId,
    proposedBy: proposal.version.proposedBy,
    entryId: posted.ids.get(agreedKey(proposal))!,
    changes,
  }));
  await writeSchedules(tx, agreed, options.paidBefore ?? null);
}

function changesFor(
  { arrangement, version }: Proposal,
  standing: readonly StandingInstalment[],
  earliest: Day,
): Changes {
  const made = versionOf(arrangement.grid, version);
  if (!made.ok) throw new Error('A proposed version has shares that do not stand.');
  const before = agreedOf(arrangement).at(-1);
  if (arrangement.kind === 'notional') {
    const earlier = before && { agreementId: before.id, amounts: before.amounts };
    return changesOf([], null, { before: earlier ?? null, now: version.amounts });
  }
  const versions = [...agreedVersions(arrangement), made.version];
  const work = (payments: readonly StandingInstalment[]): WorkedOut =>
    workOut(arrangement.grid, versions, lockedOf(payments), { earliest });
  const worked = work(standing);
  if (worked.overpaid.gt(0)) refuseToOverpay(standing, worked.overpaid, work);
  return changesOf(standing, worked, null);
}

/**
 * What is paid and no longer due is a fact. What is in a pay run that nobody has released yet need
 * not become one: if such a run were withdrawn later, its payments would stand in the schedule again
 * with nothing to take them off, and the next run would pay what nobody owes.
 */
function refuseToOverpay(
  standing: readonly StandingInstalment[],
  overpaid: Decimal,
  work: (payments: readonly StandingInstalment[]) => WorkedOut,
): void {
  const runs = [...new Set(standing.flatMap((one) => one.openRuns))].sort();
  if (runs.length === 0) return;
  const left = work(
    standing.map((one) => ({ ...one, locked: one.locked && one.openRuns.length === 0 })),
  );
  if (left.overpaid.gte(overpaid)) return;
  throw new Problem(
    'state-does-not-allow',
    `Not released yet: pay run ${runs.join(', ')}, which would pay ${toText(overpaid.minus(left.overpaid))} ` +
      'more than is due. Withdraw it first, or release it and then agree.',
    { state: 'in_a_run', runs },
  );
}

/** The accounts of the shares of public money of some arrangements, by arrangement and share. */
async function shareAccounts(
  tx: Tx,
  arrangementIds: readonly string[],
): Promise<Map<string, Map<string, ShareAccounts>>> {
  const rows = await tx.sql<(ShareAccounts & { id: string; arrangementId: string })[]>`
    select a.id as "arrangementId", s.id, ag.id as agreed, av.id as available, co.id as committed
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) as w(id)
    join arrangements a on a.id = w.id::uuid
    join shares s on s.arrangement_id = a.id and s.funder_id is not null
    join account_classes agc on agc.name = 'agreed/' || s.source
    join accounts ag on ag.class = agc.id and ag.subject = s.funder_id
    join account_classes avc on avc.name = 'available/' || a.kind || '/' || s.source
    join accounts av on av.class = avc.id and av.subject = s.id
    join account_classes coc on coc.name = 'committed/' || a.kind || '/' || s.source
    join accounts co on co.class = coc.id and co.subject = s.id`;
  const byArrangement = Map.groupBy(rows, (row) => row.arrangementId);
  return new Map(
    [...byArrangement].map(([id, mine]) => [id, new Map(mine.map((row) => [row.id, row]))]),
  );
}

/** From which day the money of each agreed version is in the books, by version. */
async function bookedOn(tx: Tx, arrangementIds: readonly string[]): Promise<Map<string, Day>> {
  const rows = await tx.sql<{ id: string; on: string }[]>`
    select g.id, e.effective_on as on
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) as w(id)
    join agreements g on g.arrangement_id = w.id::uuid
    join agreement_decisions d on d.agreement_id = g.id
    join entries e on e.id = d.entry_id`;
  return new Map(rows.map((row) => [row.id, Temporal.PlainDate.from(row.on)]));
}

/** The key of the entry of a decision; what takes effect on a later day has the day in its key. */
const agreedKey = ({ version }: Proposal): string => `agreed:${version.id}`;

/**
 * The entries of a decision, of which the first is the decision itself. Terms can change without
 * the money, and then the decision alone is on record.
 */
function postingsOf(tx: Tx, proposal: Proposal, booked: readonly Booked[]): Posting[] {
  const { version } = proposal;
  const reason = version.number === 1 ? 'first_agreement' : 'new_version';
  return booked.flatMap(({ on, agreed, scheduled }, n): Posting[] => {
    const later = n === 0 ? '' : `:${on.toString()}`;
    const agreedPosting: Posting = {
      key: `${agreedKey(proposal)}${later}`,
      kind: agreed.length === 0 ? 'decision' : 'agreed',
      effectiveOn: on,
      reason,
      ...(n === 0 ? { evidence: evidenceOf(agreementFields(proposal, tx.scope.user)) } : {}),
      transfers: agreed,
    };
    const key = `scheduled:${version.id}${later}`;
    return scheduled.length === 0
      ? [agreedPosting]
      : [agreedPosting, { key, kind: 'scheduled', effectiveOn: on, transfers: scheduled }];
  });
}

/** The fields that the digest of a decided agreement covers, in order. */
export function agreementFields(
  { arrangement, version }: Proposal,
  decidedBy: string,
): (string | null)[] {
  const { grid } = arrangement;
  return [
    'agreement-1',
    version.id,
    arrangement.arrangementId,
    String(version.number),
    toText(version.amount),
    version.effectiveOn.toString(),
    grid.every,
    grid.firstPeriodOn.toString(),
    String(grid.instalments),
    grid.paid,
    version.proposedBy,
    decidedBy,
    ...version.shares.flatMap((share) => [
      share.key,
      share.fraction === null ? null : `${share.fraction.numerator}/${share.fraction.denominator}`,
      toText(version.amounts.get(share.key)!),
    ]),
    ...moreFields({ arrangement, version }),
  ];
}

/** The conventions of a schedule where they are not those that hold where nothing is said. */
function conventions(grid: Grid, { weekly }: StoredVersion): string[] {
  const weeks = weekly === null ? null : weeksInYearOf(grid);
  return [
    ...(grid.remainder === undefined || grid.remainder === 'cumulative'
      ? []
      : [`remainder ${grid.remainder}`]),
    ...(weeks === null || weeks === weeksInYearOf({ ...grid, weeksInYear: undefined })
      ? []
      : [`${toText(weekly!)} by ${weeks}`]),
  ];
}

/** What the digest covers beside the first form: nothing for a plain first version. */
function moreFields({ arrangement, version }: Proposal): (string | null)[] {
  const terms = (arrangement.grid.terms ?? []).map(
    (term) => `${term.from.toString()}/${term.to.toString()}/${term.weeks}`,
  );
  const stated = version.shares
    .filter((share) => share.basis === 'weekly' || share.basis === 'capped')
    .map(({ key, basis, weekly, paid, upTo }) =>
      [
        key,
        basis,
        weekly === null ? '' : toText(weekly),
        paid ?? '',
        upTo === null ? '' : toText(upTo),
      ].join('|'),
    );
  const items = version.items.map((item) =>
    [
      item.provisionItemId,
      item.nature,
      `${item.quantity.toFixed()}x${item.times.toFixed()}x${toText(item.unitCost)}`,
      toText(item.cost),
      item.costBasis,
      item.setting ?? '',
    ].join('|'),
  );
  const services = version.items.flatMap(({ serviceId }, n) =>
    serviceId === null ? [] : [`line ${n + 1} service ${serviceId}`],
  );
  const later = version.number === 1 ? [] : [version.change, toText(version.agreedTotal)];
  return [
    ...terms,
    ...stated,
    ...items,
    ...services,
    ...later,
    ...conventions(arrangement.grid, version),
    ...(version.sameHousehold ? ['same household'] : []),
  ];
}
