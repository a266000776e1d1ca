import { money, toText } from '../../money.ts';
import type { Place, Places } from './occurrences.ts';
import type { Span } from './statement-rules.ts';

/*
 * Some banks give a day in parts: a statement of the morning, and one of the afternoon that opens
 * with what the first closed with. Both say that they have the day. Their lines are lines of their
 * own, however equal they are; those of two statements that have the same day otherwise are not.
 */

/** A statement of a file that has whole days, of an account by its id. */
export interface Part extends Span {
  readonly id: string;
  readonly account: string;
  /** Whether the balances and the lines add up. */
  readonly balances: boolean | null;
}

/**
 * Whether a statement goes on from another within a day: it begins on the day on which that ended,
 * with its closing balance. After a day on which the balance did not move, that says nothing.
 */
export function goesOn(earlier: Span, later: Span): boolean {
  const { from, to, opening, closing } = earlier;
  if (to === null || to !== later.from || closing === null || closing !== later.opening) {
    return false;
  }
  return from !== to || opening !== closing;
}

/**
 * Which series each statement of a file is of: in a series each goes on from another, and no two
 * have the same lines. @returns numbers of series by the ids of statements
 */
export function seriesOf(parts: readonly Part[]): ReadonlyMap<string, number> {
  const endingOn = Map.groupBy(parts, ({ account, to }) => `${account} ${to}`);
  const followed = new Set<string>();
  const before = new Map<string, string>();
  for (const one of parts) {
    const earlier = endingOn
      .get(`${one.account} ${one.from}`)
      ?.find((other) => other !== one && !followed.has(other.id) && goesOn(other, one));
    if (earlier === undefined) continue;
    followed.add(earlier.id);
    before.set(one.id, earlier.id);
  }
  const series = new Map<string, number>();
  for (const [n, { id }] of parts.entries()) {
    const members = new Set<string>();
    let first: string | undefined = id;
    while (first !== undefined && !members.has(first) && !series.has(first)) {
      members.add(first);
      first = before.get(first);
    }
    const number = (first === undefined ? undefined : series.get(first)) ?? n;
    for (const member of members) series.set(member, number);
  }
  return series;
}

/**
 * Where statements of an account stand that all have a day, which is for those whose balances prove
 * their lines: a day in parts of which one is missing is no day that is there twice. Null where no
 * two have the same lines.
 */
export function placesOn(parts: readonly Part[], series: ReadonlyMap<string, number>): Places {
  const proved = parts.filter(({ balances }) => balances === true);
  const groups = new Map(proved.map(({ id }) => [series.get(id)!, series.get(id)!]));
  let isTwice = false;
  for (const [n, one] of proved.entries()) {
    for (const other of proved.slice(n + 1)) {
      const [kept, merged] = [one, other].map(({ id }) => groups.get(series.get(id)!)!);
      if (series.get(one.id) === series.get(other.id) || !haveTheSameDay(one, other)) continue;
      isTwice = true;
      for (const [key, group] of groups) if (group === merged) groups.set(key, kept!);
    }
  }
  if (!isTwice) return null;
  const placeOf = (number: number): Place => ({ series: number, group: groups.get(number)! });
  return new Map(proved.map(({ id }) => [id, placeOf(series.get(id)!)]));
}

/** They have the same if they begin or end at the same balance, or if they share several days. */
function haveTheSameDay(one: Part, other: Part): boolean {
  if (one.opening === other.opening || one.closing === other.closing) return true;
  const from = one.from! > other.from! ? one.from! : other.from!;
  const to = one.to! < other.to! ? one.to! : other.to!;
  return from < to;
}

/** What proves that a statement's lines of a day are none of those that are known. Amounts are text. */
export interface Proof {
  readonly statement: string;
  readonly account: string;
  /** The day that it shares with what is known. */
  readonly day: string;
  /** All that is known of these days makes just this amount. */
  readonly first: string;
  readonly last: string;
  readonly moved: string;
}

/**
 * What is to be proved of statements that go on from known ones, or known ones from them: that all
 * known lines are on the other side of the balance where the two meet. Any of a statement's proofs
 * is enough.
 */
export function proofsOf(
  parts: readonly Part[],
  known: readonly (Span & { readonly account: string })[],
): Proof[] {
  const endingOn = Map.groupBy(known, ({ account, to }) => `${account} ${to}`);
  const beginningOn = Map.groupBy(known, ({ account, from }) => `${account} ${from}`);
  return parts.flatMap((one): Proof[] => {
    const { id: statement, account, from, to } = one;
    const before = endingOn.get(`${account} ${from}`) ?? [];
    const after = beginningOn.get(`${account} ${to}`) ?? [];
    const of = { statement, account };
    const proofs: Proof[] = [];
    if (before.some((other) => goesOn(other, one))) {
      for (const { from: first, opening } of before) {
        if (first === null || opening === null) continue;
        const moved = toText(money(one.opening!).minus(opening));
        proofs.push({ ...of, day: from!, first, last: from!, moved });
      }
    }
    if (after.some((other) => goesOn(one, other))) {
      for (const { to: last, closing } of after) {
        if (last === null || closing === null) continue;
        const moved = toText(money(closing).minus(one.closing!));
        proofs.push({ ...of, day: to!, first: to!, last, moved });
      }
    }
    return proofs;
  });
}

/** A statement of a file, and a day of which its lines are none of those that are known. */
export interface OwnDay {
  readonly statement: string;
  readonly day: string;
}

/** Adds the statements of the file that go on within the day from those of which it is proved. */
export function withThoseThatGoOn(parts: readonly Part[], proved: readonly OwnDay[]): OwnDay[] {
  const all = [...proved];
  const seen = new Set(all.map(({ statement, day }) => `${statement} ${day}`));
  const byId = new Map(parts.map((one) => [one.id, one]));
  for (const { statement, day } of all) {
    const one = byId.get(statement)!;
    for (const other of parts) {
      const isNext = other.account === one.account && other.from === day && goesOn(one, other);
      const key = `${other.id} ${day}`;
      if (!isNext || seen.has(key)) continue;
      seen.add(key);
      all.push({ statement: other.id, day });
    }
  }
  return all;
}
