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
 */
export function changesOfMove(
  move: { readonly what: MoveKind; readonly movedOn: Temporal.PlainDate },
  arrangements: readonly Versioned[],
): ChangesOfMove {
  const running = arrangements.filter((one) => isRunning(one, move.movedOn));
  const touched = running
    .map(touchedOf)
    .filter((one) => move.what === 'authority' || hasHealth(one));
  return {
    asked: touched.map((one) => ({
      arrangementId: one.arrangement.arrangementId,
      follows: one.arrangement.versions.at(-1)!.number,
      effectiveOn: move.movedOn,
      reason: REASONS[move.what],
      withoutNotice: 'moved',
      ...(move.what === 'authority' || onlyHealth(one)
        ? { end: true as const }
        : withoutHealth(one)),
    })),
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

/** The same terms with what the other shares pay of them, and nothing from health. */
function withoutHealth({
  last,
  parts,
}: Touched): Pick<ChangeAsked, 'amount' | 'weekly' | 'shares' | 'items'> {
  const health = [...parts].filter(([share]) => isHealth(share));
  const others = [...parts].filter(([share]) => !isHealth(share));
  const gone = new Set(health.map(([share]) => share.funderId));
  const items = last.items.filter((item) => item.funderId === null || !gone.has(item.funderId));
  return {
    amount: last.amount.minus(sum(health.map(([, part]) => part))),
    weekly: null,
    shares: byFractions(others) ?? byAmounts(others, items),
    items,
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

function byAmounts(
  others: readonly (readonly [StatedShare, Decimal])[],
  items: StoredVersion['items'],
): Shares {
  return others.map(([share, part]) => {
    if (share.basis === 'rest') return { ...funderOf(share), term: { rest: true } };
    const lines = items.filter((item) => item.funderId === share.funderId);
    const term: Shares[number]['term'] =
      share.basis === 'lines' ? { lines: sum(lines.map((item) => item.cost)) } : { fixed: part };
    return { ...funderOf(share), term };
  });
}

function funderOf({ source, funderId }: StatedShare): Pick<Shares[number], 'source' | 'funderId'> {
  if (!isPublic(source) || funderId === null) {
    throw new Error('A share of public money without a funder was found in an agreed version.');
  }
  return { source, funderId };
}
