import { z } from 'zod';
import { parseDate } from '../calendar.ts';
import { Decimal, MONEY_PATTERN, money } from '../money.ts';

/** What is wrong with an amount, in words that say what to write instead; null when nothing is. */
export function faultOfAmount(value: unknown): string | null {
  if (typeof value === 'number') {
    return 'An amount is text in quotes with two decimals, e.g. "769.23". Found a JSON number, which cannot hold pence exactly.';
  }
  if (typeof value !== 'string') return 'An amount is text with two decimals, e.g. "769.23".';
  if (MONEY_PATTERN.test(value)) return null;
  if (/^-?(nan|inf)/i.test(value))
    return 'An amount is a number of pounds and pence. Found "not a number".';
  if (/e/i.test(value)) return 'An amount has no exponent: write "1000.00", not "1e3".';
  if (value.includes(','))
    return 'An amount has no thousands comma: write "1000.00", not "1,000.00".';
  if (/^-?\d+\.\d{3,}$/.test(value)) return 'An amount has two decimals. Found parts of a penny.';
  if (/^-?\d+(\.\d)?$/.test(value)) return 'An amount has exactly two decimals, e.g. "10.00".';
  return 'An amount is text with two decimals and at most 12 digits before the point, e.g. "769.23".';
}

/**
 * An amount in a request: text with two decimals, read as an exact decimal. What cannot be read ends
 * the reading, so that nothing beside it is compared with what is no amount.
 */
const exact = z.any().transform((value: unknown, context): Decimal => {
  const fault = faultOfAmount(value);
  if (fault === null) return money(value as string);
  context.addIssue({ code: 'custom', message: fault });
  return z.NEVER;
});

const described = {
  type: 'string',
  pattern: MONEY_PATTERN.source,
  examples: ['769.23'],
  description: 'Pounds and pence as text with exactly two decimals.',
} as const;

/** An amount of at most ten digits of pounds, as numeric(14,2) holds. */
export const Amount = exact.meta({ ...described, id: 'Amount' });

/** An amount above zero. */
export const AmountAboveZero = exact
  .refine((amount) => amount.gt(0), 'An amount here is above zero.')
  .meta({ ...described, id: 'AmountAboveZero' });

/** An amount in an answer. */
export const Money = z.string().meta({ ...described, id: 'Money' });

/**
 * An exact number in a request: text of a form, read as a decimal. As with amounts, what is not of the
 * form ends the reading.
 *
 * @param words what the form is, with an example
 */
export const exactNumber = (form: RegExp, words: string) =>
  z
    .string()
    .regex(form, { error: words, abort: true })
    .transform((text): Decimal => new Decimal(text));

/** A plain date in a request. */
export const Day = z
  .string()
  .transform((text, context): Temporal.PlainDate => {
    const day = parseDate(text);
    if (day === null) {
      context.addIssue({
        code: 'custom',
        message: 'A date is a real day, year first: 2026-04-06.',
      });
      return z.NEVER;
    }
    return day;
  })
  .meta({ type: 'string', format: 'date', examples: ['2026-04-06'], id: 'Day' });

/** A plain date in an answer. */
export const DayText = z.string().meta({ format: 'date', examples: ['2026-04-06'], id: 'DayText' });

/** A moment in a request: an ISO 8601 time with its zone. */
export const Moment = z
  .string()
  .transform((text, context): Temporal.Instant => {
    try {
      return Temporal.Instant.from(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'A moment has a zone: 2026-04-06T09:30:00Z.' });
      return z.NEVER;
    }
  })
  .meta({ type: 'string', format: 'date-time', examples: ['2026-04-06T09:30:00Z'], id: 'Moment' });

/** Small letters inside, whatever was sent: an identifier is also compared, and part of digests. */
export const Id = z
  .uuid({ error: 'An identifier is a UUID.' })
  .toLowerCase()
  .meta({ id: 'Id', examples: ['5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47'] });
export const EntryId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'An entry is named by its number.')
  .meta({ id: 'EntryId', examples: ['1024'] });

/** Free text in one line: no control characters, trimmed, of a limited length. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'This must not be empty.')
    .max(max, `At most ${max} characters.`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'One line of text without control characters.');

/** Free text of several lines: line breaks, no other control characters, of a limited length. */
export const prose = (max: number) =>
  z
    .string()
    .overwrite((text) => text.replaceAll('\r\n', '\n'))
    .trim()
    .min(1, 'This must not be empty.')
    .max(max, `At most ${max} characters.`)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|\n)*$/u, 'Text without control characters but line breaks.');

export const Source = z.enum(['education', 'health', 'social_care', 'contribution', 'top_up']);
export const Sector = z.enum(['education', 'health', 'social_care']);
export const Kind = z.enum(['direct', 'notional', 'third_party']);

/** Keyset paging: `after` is the `next` of the page before. */
export const Paging = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Paging whose cursor has a known form, so that a made-up one is refused rather than failed on. */
export const pagingBy = (form: RegExp) =>
  Paging.extend({ after: z.string().regex(form, 'Use the `next` of the page before.').optional() });

export const UUID_FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page of a list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

/** Cuts one row more than was asked for into a page and its cursor. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  cursor: (row: T) => string,
): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursor(last) : null };
}

export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(z.object({ where: z.string(), message: z.string() })).optional(),
  })
  .loose()
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
