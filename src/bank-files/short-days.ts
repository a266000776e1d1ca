import { dayText } from './days.ts';

/**
 * A day written with two digits for the year ("160229"). The century is as SWIFT has it: 80 to 99
 * are of the twentieth, all others of this one. Null when it is no day of the calendar.
 */
export function shortDay(text: string): string | null {
  const found = /^(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (found === null) return null;
  const year = Number(found[1]);
  return dayText(year + (year > 79 ? 1900 : 2000), Number(found[2]), Number(found[3]));
}

/**
 * A day written without its year ("1231"), in the year that brings it nearest to another day: at
 * the turn of the year an entry of December is not put twelve months late. Null when none of the
 * years about has such a day.
 */
export function nearestDay(monthAndDay: string, to: string): string | null {
  const [month, day] = [Number(monthAndDay.slice(0, 2)), Number(monthAndDay.slice(2))];
  const other = Temporal.PlainDate.from(to);
  let best: { readonly text: string; readonly days: number } | null = null;
  for (const year of [other.year, other.year - 1, other.year + 1]) {
    const text = dayText(year, month, day);
    if (text === null) continue;
    const days = Math.abs(other.until(Temporal.PlainDate.from(text)).days);
    if (best === null || days < best.days) best = { text, days };
  }
  return best?.text ?? null;
}
