import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  workOut,
  type Grid,
  type Locked,
  type Version,
  type WorkedOut,
} from '../../src/budgets/entitlement.ts';
import { schedule, spansOf } from '../../src/budgets/rules.ts';
import { Decimal, ZERO, sum, toPence, toText } from '../../src/money.ts';
import { lock } from '../support/entitlement.ts';
import { EARLIEST, SECTORS, live, lives, plainLives, versionOf } from '../support/lives.ts';

/**
 * Random plans, versions, dates and payments: budgets, shares and payments add up in both
 * directions at every step and on every date, and no funder is ever asked for less than nothing.
 */
const total = (amounts: Iterable<Decimal>): string => toText(sum(amounts));
const column = (rows: readonly { readonly parts: ReadonlyMap<string, Decimal> }[], id: string) =>
  sum(rows.map((row) => row.parts.get(id) ?? ZERO));
const words = (parts: ReadonlyMap<string, Decimal>): string =>
  JSON.stringify([...parts].map(([id, part]) => [id, toText(part)]));

interface Paid {
  readonly on: Temporal.PlainDate;
  readonly amount: Decimal;
  readonly parts: ReadonlyMap<string, Decimal>;
}

/** What is wrong with a result, whatever went before; nothing should be. */
function faultsOf(locked: readonly Locked[], result: WorkedOut): string[] {
  const { payments, overpaid, overpaidParts, totals, entitled } = result;
  const all = [...locked, ...payments];
  const inAll = toText(result.total);
  const clean = [...entitled].every(([id, part]) => column(locked, id).lte(part));
  const holds: [string, boolean][] = [
    ['the periods make the total', total(result.due.map((one) => one.amount)) === inAll],
    ['the shares make the total', total(totals.values()) === inAll],
    ['what the shares are entitled to makes it', total(entitled.values()) === inAll],
    ['the overpaid parts add up', total(overpaidParts.values()) === toText(overpaid)],
    ['all payments', toText(sum(all.map((one) => one.amount)).minus(overpaid)) === inAll],
    ['every number is used once', new Set(all.map((one) => one.number)).size === all.length],
    ['columns are exact', !clean || words(totals) === words(entitled)],
    ...payments.flatMap((one): [string, boolean][] => [
      [`payment ${one.number} is above zero`, one.amount.gt(0)],
      [`its parts add up`, total(one.parts.values()) === toText(one.amount)],
      [`its lines add up`, total(one.lines.map((line) => line.amount)) === toText(one.amount)],
      [`no line is zero`, one.lines.every((line) => !line.amount.isZero())],
      [`no part is below zero`, [...one.parts.values()].every((part) => part.gte(0))],
    ]),
    ...[...totals].flatMap(([id, realised]): [string, boolean][] => {
      const [paid, still, back] = [
        column(locked, id),
        column(payments, id),
        overpaidParts.get(id)!,
      ];
      return [
        [`${id} adds up`, paid.plus(still).minus(back).eq(realised)],
        [`${id} pays and gets back nothing below zero`, back.gte(0) && realised.gte(0)],
        // Nobody pays more than is theirs, but for what was locked before; and then nothing more.
        [
          `${id} pays no more than its own`,
          still.isZero() || paid.plus(still).lte(entitled.get(id)!),
        ],
      ];
    }),
  ];
  return holds.filter(([, held]) => !held).map(([what]) => what);
}

/** By sector, on every date that something is paid for, against the payments up to it. */
function sumsBySector(versions: readonly Version[], paid: readonly Paid[]) {
  const sources = new Map(
    versions.flatMap((one) => one.shares).map((share) => [share.shareId, share.source]),
  );
  return paid.map(({ on }) => {
    const sofar = paid.filter((one) => Temporal.PlainDate.compare(one.on, on) <= 0);
    const bySector = SECTORS.map((sector) =>
      sum([...sources].map(([id, source]) => (source === sector ? column(sofar, id) : ZERO))),
    );
    return { bySector: total(bySector), inAll: total(sofar.map((one) => one.amount)) };
  });
}

describe('over random plans, versions, dates and payments', () => {
  it('budget, shares and payments add up in both directions, with no part below zero', () => {
    fc.assert(
      fc.property(lives, (life) => {
        live(life, (known, locked, result) => {
          expect(faultsOf(locked, result)).toEqual([]);
          const before = locked.map((one) => ({ ...one, on: one.periodTo }));
          const toCome = result.payments.map((one) => ({ ...one, on: one.to }));
          for (const { bySector, inAll } of sumsBySector(known, [...before, ...toCome])) {
            expect(bySector).toBe(inAll);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is the same in whatever order versions and payments are given', () => {
    fc.assert(
      fc.property(lives, (life) => {
        live(life, (known, locked, result) => {
          const again = workOut(life.grid, known.toReversed(), locked.toReversed(), {
            earliest: EARLIEST,
          });
          expect(plain(again)).toEqual(plain(result));
        });
      }),
      { numRuns: 100 },
    );
  });

  it('comes to an end: with everything paid there is nothing more to pay, and as much too much', () => {
    fc.assert(
      fc.property(lives, (life) => {
        live(life, (known, locked, result) => {
          const rest = result.payments.map((one, n) => lock(one, `rest ${n}`));
          const after = workOut(life.grid, known, [...locked, ...rest], { earliest: EARLIEST });
          expect(after.payments).toEqual([]);
          expect(toText(after.overpaid)).toBe(toText(result.overpaid));
          expect(words(after.totals)).toBe(words(result.totals));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('leaves the payments to come as they were, when the first of them have gone out', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 13 }), (life, count) => {
        live(life, (known, locked, result) => {
          const first = result.payments.slice(0, count).map((one, n) => lock(one, `first ${n}`));
          const after = workOut(life.grid, known, [...locked, ...first], { earliest: EARLIEST });
          expect(plain(after).payments).toEqual(plain(result).payments.slice(count));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('is the agreed schedule for one version with nothing paid', () => {
    fc.assert(
      fc.property(plainLives, ({ grid, steps: [step] }) => {
        const version = versionOf(step!, 1, grid);
        const terms = { ...grid, amount: version.amount, effectiveOn: version.effectiveOn };
        const plan = schedule(
          terms,
          version.shares.map((share) => share.weight),
        );
        const { payments } = workOut(grid, [version], [], { earliest: EARLIEST });
        const rows = payments.map((one) => [one.number, ...[...one.parts.values()].map(toText)]);
        expect(rows).toEqual(
          plan
            .filter((one) => one.amount.gt(0))
            .map((one) => [one.number, ...one.shares.map(toText)]),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is due', () => {
  it('counts every day at the version in force on it', () => {
    fc.assert(
      fc.property(lives, ({ grid, steps: all }) => {
        const known = all.map((step, n) => versionOf(step, n + 1, grid));
        const { due } = workOut(grid, known, [], { earliest: EARLIEST });
        const rows = new Map(known.map((version) => [version, instalmentsOf(grid, version)]));
        spansOf(grid).forEach(({ from, to }, n) => {
          const days = from.until(to).days + 1;
          const byDay = Array.from({ length: days }, (_, after) => from.add({ days: after })).map(
            (on) => inForceOn(known, on),
          );
          const exact = sum(byDay.map((version) => rows.get(version)![n]!));
          expect(toText(due[n]!.gross)).toBe(toText(toPence(exact.div(days))));
          const weekly = byDay.map((version) =>
            version.ends ? ZERO : (version.shares.at(-1)!.weekly ?? ZERO),
          );
          const paid = sum(due[n]!.contributions.map((one) => one.amount));
          expect(paid.lte(toPence(sum(weekly).div(7)))).toBe(true);
          expect(due[n]!.amount.gte(0) && due[n]!.amount.lte(due[n]!.gross)).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is shared as each version shares its own days, each funder to the penny', () => {
    fc.assert(
      fc.property(lives, ({ grid, steps: all }) => {
        const known = all.map((step, n) => versionOf({ ...step, weekly: null }, n + 1, grid));
        const { total: inAll, entitled } = workOut(grid, known, [], { earliest: EARLIEST });
        const rows = new Map(known.map((version) => [version, instalmentsOf(grid, version)]));
        const exact = new Map<string, Decimal>();
        spansOf(grid).forEach(({ from, to }, n) => {
          const days = from.until(to).days + 1;
          for (let after = 0; after < days; after += 1) {
            const version = inForceOn(known, from.add({ days: after }));
            const whole = sum(version.shares.map((share) => share.weight));
            const daily = rows.get(version)![n]!.div(days).div(whole);
            for (const { shareId, weight } of version.shares) {
              exact.set(shareId, (exact.get(shareId) ?? ZERO).plus(daily.times(weight)));
            }
          }
        });
        const scale = inAll.isZero() ? ZERO : inAll.div(sum(exact.values()));
        for (const [id, part] of entitled) {
          expect(part.minus(exact.get(id)!.times(scale)).abs().lt('0.01')).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is shared, date by date, within pennies of each funder’s exact part', () => {
    fc.assert(
      fc.property(plainLives, ({ grid, steps: all }) => {
        const known = all.map((step, n) => versionOf(step, n + 1, grid));
        const { payments } = workOut(grid, known, [], { earliest: EARLIEST });
        const { shares } = known[0]!;
        const whole = sum(shares.map((share) => share.weight));
        payments.forEach((_, n) => {
          const sofar = payments.slice(0, n + 1);
          const paid = sum(sofar.map((one) => one.amount));
          for (const { shareId, weight } of shares) {
            const exact = paid.times(weight).div(whole);
            expect(column(sofar, shareId).minus(exact).abs().lt('0.03')).toBe(true);
          }
        });
      }),
      { numRuns: 150 },
    );
  });
});

function inForceOn(versions: readonly Version[], on: Temporal.PlainDate): Version {
  const come = versions.filter((one) => Temporal.PlainDate.compare(one.effectiveOn, on) <= 0);
  return come.reduce(
    (last, one) => (one.number > last.number ? one : last),
    come[0] ?? versions[0]!,
  );
}

function instalmentsOf(grid: Grid, version: Version): Decimal[] {
  const terms = { ...grid, amount: version.amount, effectiveOn: version.effectiveOn };
  const plan = schedule(terms, [new Decimal(1)]);
  return plan.map((one) => (version.ends ? ZERO : one.amount));
}

/** A result in words, to compare. */
function plain(result: WorkedOut) {
  return {
    totals: words(result.totals),
    overpaidParts: words(result.overpaidParts),
    payments: result.payments.map((one) => ({
      number: one.number,
      from: one.from.toString(),
      valueOn: one.valueOn.toString(),
      parts: words(one.parts),
      lines: one.lines.map((line) => [line.what, line.from.toString(), toText(line.amount)]),
    })),
  };
}
