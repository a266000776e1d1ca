import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer, json, text as textOf } from 'node:stream/consumers';
import type { Environment } from '../../config.ts';
import { codeOf, sentenceOf } from '../../process/failure.ts';
import { LONGEST_IMPORT_MS } from '../../reconciliation/importing/schemas.ts';
import { NothingCame, sendRequest } from './sending.ts';

/** One request of the service; `path` follows `/v1/AUTHORITY`. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly stream?: Readable;
}

/** The running service, as the person whose token it is. */
export interface Service {
  /** The answer, read as JSON. @throws Error with what the service says when it refuses */
  ask(asked: Asked): Promise<unknown>;
  /** The answer's bytes. @throws Error as `ask` does */
  bytes(asked: Asked): Promise<Uint8Array>;
  /** Every item of a list, page after page. @throws Error as `ask` does */
  all(path: string, query: Asked['query']): Promise<{ items: unknown[] }>;
}

/** Where the service is and whose book is meant. */
export interface Where {
  readonly url: string;
  readonly authority: string;
}

const MOST_ITEMS = '200';

/** The service gives every request up by then, and says so a little later at the latest. */
const QUIET_MS = LONGEST_IMPORT_MS + 60_000;

/**
 * The service at an address. Whoever the token names is on record for what is done.
 *
 * @throws Error if `LEDGER_TOKEN` is not set, or the address is none
 */
export function serviceAt({ url, authority }: Where, env: Environment): Service {
  const token = env['LEDGER_TOKEN'] ?? '';
  if (token === '') {
    throw new Error(
      'LEDGER_TOKEN must have your token, but is not set. For the demonstration: ' +
        'export LEDGER_TOKEN="$(npm run -s ledger -- token --kind finance_officer)"',
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Error(
      'LEDGER_TOKEN has a space, a line break or another character that no token has. Copy it anew.',
    );
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error(`--url must be an address such as http://127.0.0.1:3000, but is "${url}".`);
  }
  const base = `${url.replace(/\/+$/, '')}/v1/${encodeURIComponent(authority)}`;

  const ask = async (asked: Asked): Promise<unknown> => {
    const answer = await send(base, token, asked);
    return read(() => json(answer));
  };
  const bytes = async (asked: Asked): Promise<Uint8Array> => {
    const answer = await send(base, token, asked);
    return read(() => buffer(answer));
  };
  return { ask, bytes, all: (path, query) => everyPage(ask, path, query) };
}

async function everyPage(
  ask: Service['ask'],
  path: string,
  query: Asked['query'],
): Promise<{ items: unknown[] }> {
  const items: unknown[] = [];
  let after: string | undefined;
  do {
    const asked = { method: 'GET', path, query: { ...query, limit: MOST_ITEMS, after } } as const;
    const found = (await ask(asked)) as { items: unknown[]; next: string | null };
    for (const item of found.items) items.push(item);
    after = found.next ?? undefined;
  } while (after !== undefined);
  return { items };
}

async function send(base: string, token: string, asked: Asked): Promise<IncomingMessage> {
  const query = Object.entries(asked.query ?? {}).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(query as [string, string][]).toString();
  const address = `${base}${asked.path}${search === '' ? '' : `?${search}`}`;
  const { method } = asked;
  const headers = { authorization: `Bearer ${token}`, ...headersOf(asked) };
  const body = asked.stream ?? (asked.body === undefined ? null : JSON.stringify(asked.body));
  let answer: IncomingMessage;
  try {
    answer = await sendRequest(address, { method, headers, body }, QUIET_MS);
  } catch (error) {
    throw error instanceof NothingCame ? error : unreachable(base, error);
  }
  const { statusCode = 0 } = answer;
  if (statusCode < 200 || statusCode > 299) throw new Error(await refusalOf(answer));
  return answer;
}

function headersOf({ method, stream, body }: Asked): Record<string, string> {
  const type = stream === undefined ? 'application/json' : 'application/octet-stream';
  const hasContent = stream !== undefined || body !== undefined;
  return {
    ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
    ...(hasContent ? { 'content-type': type } : {}),
  };
}

function unreachable(base: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const why = codeOf(cause) ?? sentenceOf(cause);
  return new Error(
    `The service does not answer at ${new URL(base).origin} (${why}). Start it with \`npm start\`, ` +
      'or say with --url where it is.',
    { cause: error },
  );
}

async function read<T>(content: () => Promise<T>): Promise<T> {
  try {
    return await content();
  } catch (error) {
    const message =
      'The answer of the service broke off, or is none of this service. What was asked for may be ' +
      'done: look before you ask again.';
    throw new Error(message, { cause: error });
  }
}

/** The service's problem (RFC 9457): its title, its detail, and each fault with its place. */
async function refusalOf(answer: IncomingMessage): Promise<string> {
  const text = await textOf(answer).catch(() => '');
  const problem = problemIn(text);
  if (problem === null) {
    return `The service answered ${answer.statusCode} without saying why. Check --url.`;
  }
  const { title, detail, errors = [] } = problem;
  const faults = errors.map(({ where, message }) => `  ${where}: ${message}`);
  return [title, detail, ...faults].filter((line) => line !== undefined).join('\n');
}

interface ProblemSent {
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly where: string; readonly message: string }[];
}

function problemIn(text: string): ProblemSent | null {
  try {
    const found = JSON.parse(text) as ProblemSent | null;
    return typeof found?.title === 'string' ? found : null;
  } catch {
    return null;
  }
}
