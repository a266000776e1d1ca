import type { StandingInstalment } from '../budgets/schedule-store.ts';
import type { ChangeAsked } from '../budgets/version-rules.ts';
import { agreedOf, type StoredVersion, type Versioned } from '../budgets/version-store.ts';
import { isPublic, reckon, type StatedShare } from '../budgets/versions.ts';
import { ZERO, sum, type Decimal } from '../money.ts';
import type { MoveKind } from './store.ts';

/** What a move asks of arrangements: changes to propose, and what somebody must see to by hand. */
export interface ChangesOfMove {
  readonly asked: readonly ChangeAsked[];
  readonly toBeChanged: readonly { readonly arrangementId: string; readonly why: string }[];
}

const REASONS: Readonly<Record<MoveKind, string>> = {
  authority: 'The person moves to another authority',
  nhs_body: 'Another NHS body is responsible for the person',
};

/** An arrangement whose money a move touches, with the terms that were agreed last. */
interface Touched {
  readonly arrangement: Versioned;
  readonly last: StoredVersion;
  /** What each share comes to by these terms alone, contributions left out. */
  readonly parts: ReadonlyMap<StatedShare, Decimal>;
}

/**
 * What changes with a move away. With an authority every running arrangement ends. With an NHS body
 * only the health shares do: an arrangement that only health pays for ends, in others the other
 * shares stay as they are and pay what they paid.
 *
 * @param standing by arrangement, the payments that no version has replaced
 */
export function changesOfMove(
  move: { readonly what: MoveKind; readonly movedOn: Temporal.PlainDate },
  arrangements: readonly Versioned[],
  standing: ReadonlyMap<string, readonly StandingInstalment[]>,
): ChangesOfMove {
  const running = arrangements.filter((one) => isRunning(one, move.movedOn));
  const touched = running
    .map(touchedOf)
    .filter((one) => move.what === 'authority' || hasHealth(one));
  return {
    asked: touched.flatMap((one): ChangeAsked[] => {
      const { arrangement } = one;
      const asked = {
        arrangementId: arrangement.arrangementId,
        follows: arrangement.versions.at(-1)!.number,
        effectiveOn: fromOn(arrangement, move.movedOn),
        reason: REASONS[move.what],
        withoutNotice: 'moved',
      };
      if (move.what === 'authority' || onlyHealth(one)) return [{ ...asked, end: true }];
      const effectiveOn = afterPaid(
        asked.effectiveOn,
        standing.get(arrangement.arrangementId) ?? [],
      );
      const left = Temporal.PlainDate.compare(effectiveOn, arrangement.budgetEndsOn) <= 0;
      return left ? [{ ...asked, effectiveOn, ...withoutHealth(one) }] : [];
    }),
    toBeChanged: arrangements.flatMap((one) =>
      agreedOf(one).length === 0 && one.versions.at(-1)!.state === 'proposed'
        ? [
            {
              arrangementId: one.arrangementId,
              why: 'The arrangement is proposed and not agreed. Refuse it, or propose its end once it is agreed.',
            },
          ]
        : [],
    ),
  };
}

/** An arrangement that begins after the move has nothing to end before it begins. */
function fromOn({ grid }: Versioned, movedOn: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(movedOn, grid.firstPeriodOn) < 0 ? grid.firstPeriodOn : movedOn;
}

/**
 * The day, or the one after the last period that is paid or in a pay run. What health paid for days
 * after the move it has overpaid, and gets back; a change within a paid period would take it off
 * what is to come instead, which the other shares pay.
 */
function afterPaid(
  day: Temporal.PlainDate,
  standing: readonly StandingInstalment[],
): Temporal.PlainDate {
  const days = standing
    .filter((one) => one.locked)
    .map((one) => Temporal.PlainDate.from(one.periodTo).add({ days: 1 }));
  return days.reduce((a, b) => (Temporal.PlainDate.compare(a, b) < 0 ? b : a), day);
}

/** Whether anything is agreed from a day on. */
export function isRunning(arrangement: Versioned, day: Temporal.PlainDate): boolean {
  const last = agreedOf(arrangement).at(-1);
  if (last === undefined) return false;
  return !last.ends || Temporal.PlainDate.compare(day, last.effectiveOn) < 0;
}

function touchedOf(arrangement: Versioned): Touched {
  const last = agreedOf(arrangement).findLast((version) => !version.ends)!;
  const alone = reckon(arrangement.kind, arrangement.grid, [], { ...last, number: 1 }, null);
  if (!alone.ok) throw new Error('An agreed version has shares that do not stand.');
  const parts = last.shares
    .filter(({ source }) => isPublic(source))
    .map((share) => [share, alone.amounts.get(share.key) ?? ZERO] as const)
    .filter(([, part]) => part.gt(0));
  return { arrangement, last, parts: new Map(parts) };
}

const isHealth = (share: StatedShare): boolean => share.source === 'health';
const hasHealth = ({ parts }: Touched): boolean => [...parts.keys()].some(isHealth);
const onlyHealth = ({ parts }: Touched): boolean => [...parts.keys()].every(isHealth);

/** The same terms with what the other shares pay of them, to the penny, and nothing from health. */
function withoutHealth({
  last,
  parts,
}: Touched): Pick<ChangeAsked, 'amount' | 'weekly' | 'shares' | 'items'> {
  const health = [...parts].filter(([share]) => isHealth(share));
  const others = [...parts].filter(([share]) => !isHealth(share));
  const gone = new Set(health.map(([share]) => share.funderId));
  return {
    amount: last.amount.minus(sum(health.map(([, part]) => part))),
    weekly: null,
    shares: byFractions(others) ?? byAmounts(others),
    items: last.items.filter((item) => item.funderId === null || !gone.has(item.funderId)),
  };
}

type Shares = NonNullable<ChangeAsked['shares']>;

/** Fractions that stand to one another as before and make one; null where a share is not stated so. */
function byFractions(others: readonly (readonly [StatedShare, Decimal])[]): Shares | null {
  const fractions = others.flatMap(([share]) =>
    share.basis === 'fraction' && share.fraction !== null ? [share.fraction] : [],
  );
  if (fractions.length < others.length) return null;
  const common = fractions.reduce((product, one) => product * BigInt(one.denominator), 1n);
  const wholes = fractions.map((one) => (common / BigInt(one.denominator)) * BigInt(one.numerator));
  const divisor = wholes.reduce(greatestCommon);
  const denominator = Number(wholes.reduce((a, b) => a + b) / divisor);
  return others.map(([share], n) => ({
    ...funderOf(share),
    term: { fraction: { numerator: Number(wholes[n]! / divisor), denominator } },
  }));
}

const greatestCommon = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestCommon(b, a % b));

const byAmounts = (others: readonly (readonly [StatedShare, Decimal])[]): Shares =>
  others.map(([share, part]) => ({ ...funderOf(share), term: { fixed: part } }));

function funderOf({ source, funderId }: StatedShare): Pick<Shares[number], 'source' | 'funderId'> {
  if (!isPublic(source) || funderId === null) {
    throw new Error('A share of public money without a funder was found in an agreed version.');
  }
  return { source, funderId };
}
