import type { LightMyRequestResponse } from 'fastify';
import { USER_KINDS, type UserKind } from '../../src/access/kinds.ts';
import { PROBLEMS } from '../../src/problem.ts';
import { twoFamilies, type Families } from './families.ts';
import { documentOf, operationsOf, type Document, type Operation } from './operations.ts';

/** One request to an operation, good or bad. */
export interface AnyRequest {
  readonly operation: Operation;
  readonly kind: UserKind;
  /** What stands in its address and its headers, by name. */
  readonly parts: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Sent in place of the body. */
  readonly raw: string | null;
}

/** A book with two families in it, that takes any request to any operation as any kind of user. */
export interface OpenBook {
  readonly book: Families;
  readonly document: Document;
  readonly operations: readonly Operation[];
  /** Identifiers for a field such as `planId`, or for the records that a path begins with. */
  readonly idsFor: (name: string) => readonly string[];
  readonly send: (request: AnyRequest) => Promise<LightMyRequestResponse>;
}

const TABLES = [
  'beneficiaries',
  'plans',
  'budgets',
  'arrangements',
  'payees',
  'bank_details',
  'pay_runs',
  'bank_accounts',
  'funders',
  'family_access',
];

export async function openBook(): Promise<OpenBook> {
  const book = await twoFamilies();
  const { app } = book.api;
  const tokens = await tokensOf(book);
  const ids = await idsByTable(book);
  return {
    book,
    document: documentOf(app),
    operations: operationsOf(app),
    idsFor: (name) => idsOf(ids, name),
    send: (request) => app.inject(injected(request, tokens.get(request.kind)!)),
  };
}

async function tokensOf(book: Families): Promise<ReadonlyMap<UserKind, string>> {
  const tokens = new Map<UserKind, string>();
  for (const kind of USER_KINDS) {
    const sub = kind === 'family' ? 'whole' : kind;
    const options = { sub, broker: book.brokers.north, funder: book.funders.nhs };
    tokens.set(kind, (await book.api.as(kind, options)).token);
  }
  return tokens;
}

type Ids = Readonly<Record<string, readonly string[]>>;

async function idsByTable(book: Families): Promise<Ids> {
  const ids: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = await book.api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select id from ${tx.sql(table)} limit 20`,
    );
    ids[table] = rows.map((row) => row.id);
  }
  return ids;
}

function idsOf(ids: Ids, name: string): readonly string[] {
  const snake = name
    .replace(/Id$/, '')
    .replaceAll('-', '_')
    .replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  const plurals = [snake, `${snake}s`, snake.replace(/y$/, 'ies')];
  const table = plurals.find((one) => one in ids);
  return table === undefined ? Object.values(ids).flat() : ids[table]!;
}

/** A value as it can stand in an address or a header. */
export const asText = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed().slice(0, 2_000);

/** Node itself refuses control characters in a header. */
const headerText = (value: unknown): string => asText(value).replace(/[^\x20-\x7e]/g, '?');

function injected({ operation, parts, body, raw }: AnyRequest, token: string) {
  const { method, path, parameters } = operation;
  const place = (where: string) =>
    parameters.filter((one) => one.in === where && one.name in parts).map((one) => one.name);
  const filled = place('path').reduce(
    (url, name) => url.replace(`{${name}}`, encodeURIComponent(asText(parts[name]))),
    path,
  );
  const query = new URLSearchParams(place('query').map((name) => [name, asText(parts[name])]));
  const headers = place('header').map((name) => [name, headerText(parts[name])]);
  const [type] = Object.keys(operation.requestBody?.content ?? {});
  return {
    method,
    url: `/v1/testshire${filled}?${query.toString()}`,
    headers: {
      ...Object.fromEntries(headers),
      authorization: `Bearer ${token}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(type === undefined ? {} : { payload: raw ?? JSON.stringify(body) ?? '' }),
  };
}

/** What is wrong with an answer; null when it is as it should be. */
export function faultOf(operation: Operation, answer: LightMyRequestResponse): string | null {
  const { statusCode: status } = answer;
  if (status >= 500) return `a ${status}`;
  const described = operation.responses[String(status)];
  if (status < 400) return described === undefined ? `an undescribed ${status}` : null;
  if (!String(answer.headers['content-type']).startsWith('application/problem+json')) {
    return `a ${status} that is no problem`;
  }
  const { type, status: said } = answer.json<{ type: string; status: number }>();
  const name = type.replace('/problems/', '');
  if (said !== status || !(name in PROBLEMS)) return `an unknown problem ${type}`;
  return described?.description.includes(`\`${name}\``) === true
    ? null
    : `a ${status} ${name} that the reference does not name`;
}
