import { amountIn, isNoAmount } from './csv-amounts.ts';
import { hasDay } from './csv-dates.ts';
import type { Layout } from './csv-layout.ts';
import type { Role } from './csv-profile.ts';

/** A row with more cells too many than this is not put right. */
const MOST_EXTRA = 8;

const OF_MONEY: ReadonlySet<Role> = new Set(['amount', 'in', 'out', 'fee', 'balance']);
const OF_TEXT: ReadonlySet<Role> = new Set(['description', 'counterparty', 'reference']);

/**
 * A row with too many cells, as a mark inside a text or an amount was not put in quotes, with those
 * cells joined again; null when that can be done in no way, or in more than one.
 */
export function repaired(cells: readonly string[], layout: Layout, mark: string): string[] | null {
  const { width } = layout;
  if (width === null || cells.length - width > MOST_EXTRA) return null;
  const roles = rolesOf(layout, width);
  const ways: string[][] = [];
  const take = (column: number, at: number, taken: readonly string[]): void => {
    if (ways.length > 1) return;
    if (column === width) {
      if (at === cells.length && isWhole(taken, roles)) ways.push([...taken]);
      return;
    }
    const role = roles[column] ?? null;
    const extra = cells.length - at - (width - column);
    const canJoin = role !== null && (OF_MONEY.has(role) || OF_TEXT.has(role));
    for (let more = 0; more <= (canJoin ? extra : 0); more += 1) {
      const cell = cells.slice(at, at + more + 1).join(mark);
      if (fits(cell, role, layout)) take(column + 1, at + more + 1, [...taken, cell]);
    }
  };
  take(0, 0, []);
  return ways.length === 1 ? (ways[0] ?? null) : null;
}

function rolesOf({ places }: Layout, width: number): (Role | null)[] {
  const roles = Array.from<Role | null>({ length: width }).fill(null);
  for (const [role, list] of Object.entries(places) as [Role, readonly number[]][]) {
    for (const place of list) roles[place] = role;
  }
  return roles;
}

function fits(cell: string, role: Role | null, { profile }: Layout): boolean {
  if (role === 'date') return hasDay(cell, profile.dates);
  if (role === 'sortCode' || role === 'account') return !/[a-z]{3}/i.test(cell);
  if (role === null || !OF_MONEY.has(role)) return true;
  return isNoAmount(cell) || amountIn(cell, profile.decimalMark) !== null;
}

/** Exactly one amount, and a balance where there is a column for it. */
function isWhole(cells: readonly string[], roles: readonly (Role | null)[]): boolean {
  const isFilled = (role: Role): boolean => {
    const place = roles.indexOf(role);
    return place >= 0 && !isNoAmount(cells[place] ?? '');
  };
  if (roles.includes('balance') && !isFilled('balance')) return false;
  const isMoney = (role: Role): boolean =>
    isFilled(role) && /[1-9]/.test(cells[roles.indexOf(role)] ?? '');
  return (['amount', 'in', 'out'] as const).filter(isMoney).length === 1;
}
