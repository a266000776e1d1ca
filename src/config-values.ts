import { isIP } from 'node:net';
import { z } from 'zod';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** How much is logged; pino's levels. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One variable: what its text must be, in words, and what it means; null if it means nothing. */
function variable<Value>(
  expected: string,
  meaning: (text: string) => Value | null,
  shown: (text: string) => string = shownSafely,
) {
  return z.string().transform((text, context): Value => {
    const value = meaning(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `must be ${expected}, but is ${shown(text)}.` });
    return z.NEVER;
  });
}

/** Any text at all: a path, a name. */
export const anyText = z.string();

/** How much is logged. */
export const logLevel = variable(
  `one of ${LOG_LEVELS.join(', ')}`,
  (text) => LOG_LEVELS.find((level) => level === text) ?? null,
);

/** A date that is in the calendar. */
export const date = variable('a date like 2026-04-06', dateIn);

/** A TCP port; 0 is any free one. */
export const port = variable('a whole number from 0 to 65535', portIn);

/** The name or address to listen on. */
export const host = variable('a host name or an IP address', hostIn);

/** Who signs users in, as OpenID Connect Discovery 1.0 (section 2) defines an issuer. */
export const issuer = variable(
  'an https URL (or, for localhost, http) without a user, a query or a fragment',
  issuerIn,
);

/** A database. Several hosts may be named, as the driver allows, so it need not be a web URL. */
export const postgresUrl = variable(
  'a URL like postgres://user:password@host/database',
  (text) => (/^postgres(ql)?:\/\/./.test(text) ? text : null),
  shownWithoutValue,
);

function portIn(text: string): number | null {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : null;
}

function hostIn(text: string): string | null {
  const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) && !/^[\d.]+$/.test(text);
  return isName || isIP(text) !== 0 ? text : null;
}

function dateIn(text: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}

/** The issuer is compared to that in tokens letter by letter, so it is kept as it is written. */
function issuerIn(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || /[?#@]/.test(text)) return null;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (isLocal && url.protocol === 'http:') ? text : null;
}

/** A value as it is or, if it may be a URL with a password, only how it begins. */
export function shownSafely(text: string): string {
  return JSON.stringify(text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*[?#@].*$/is, '$1…'));
}

function shownWithoutValue(text: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme === undefined) return 'not (the value is not shown: it may hold a password)';
  return text === scheme ? `only ${scheme}` : `a ${scheme} URL`;
}
