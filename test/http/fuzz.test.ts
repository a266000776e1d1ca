import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { USER_KINDS, type UserKind } from '../../src/access/kinds.ts';
import { PROBLEMS } from '../../src/problem.ts';
import { twoFamilies, type Families } from '../support/families.ts';
import {
  documentOf,
  operationsOf,
  type Document,
  type Operation,
  type Parameter,
  type Schema,
} from '../support/operations.ts';
import { HOSTILE, valuesOf, type Source } from '../support/values.ts';

/**
 * Random requests to every operation, as every kind of user: whatever is sent, the service never
 * fails, and what it refuses it refuses by a problem that the reference names for the operation.
 */
let book: Families;
let document: Document;
let operations: Operation[];
const tokens = new Map<UserKind, string>();
beforeAll(async () => {
  book = await twoFamilies();
  document = documentOf(book.api.app);
  operations = operationsOf(book.api.app);
  const { nhs: funder } = book.funders;
  for (const kind of USER_KINDS) {
    const options = { sub: kind === 'family' ? 'whole' : kind, broker: book.brokers.north, funder };
    tokens.set(kind, (await book.api.as(kind, options)).token);
  }
  for (const table of TABLES) {
    const rows = await book.api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select id from ${tx.sql(table)} limit 20`,
    );
    ids[table] = rows.map((row) => row.id);
  }
});

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
const ids: Record<string, string[]> = {};

/** Identifiers for a field such as `planId`, or for the records that a path begins with. */
function idsFor(name: string): readonly string[] {
  const snake = name
    .replace(/Id$/, '')
    .replaceAll('-', '_')
    .replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  const plurals = [snake, `${snake}s`, snake.replace(/y$/, 'ies')];
  const table = plurals.find((one) => one in ids);
  return table === undefined ? Object.values(ids).flat() : ids[table]!;
}

interface Request {
  readonly operation: Operation;
  readonly kind: UserKind;
  readonly parts: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly raw: string | null;
}

/** A value as it can stand in an address or a header. */
const asText = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed().slice(0, 2_000);

function requests(operation: Operation): fc.Arbitrary<Request> {
  return fc.boolean().chain((hostile) => requestsOf(operation, { document, idsFor, hostile }));
}

function requestsOf(operation: Operation, source: Source): fc.Arbitrary<Request> {
  const named = operation.parameters.filter(({ name }) => name !== 'authority');
  const [, records = ''] = operation.path.split('/');
  const parts = named.map((one) => [one.name, partOf(source, one, records)] as const);
  const requiredKeys = named.filter((one) => one.required === true).map((one) => one.name);
  const [content] = Object.values(operation.requestBody?.content ?? {});
  return fc.record({
    operation: fc.constant(operation),
    // Mostly those who may: the others are told so before anything is read.
    kind: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...operation['x-callers']) },
      { weight: 1, arbitrary: fc.constantFrom(...USER_KINDS) },
    ),
    parts: fc.record(Object.fromEntries(parts), { requiredKeys }),
    body: content === undefined ? fc.constant(undefined) : valuesOf(source, content.schema),
    raw: source.hostile
      ? fc.option(fc.string({ unit: 'binary' }), { freq: 20 })
      : fc.constant(null),
  });
}

function partOf(
  source: Source,
  { name, schema }: Parameter,
  records: string,
): fc.Arbitrary<unknown> {
  if (name === 'idempotency-key' && !source.hostile) return fc.uuid();
  if (name === 'if-match' && !source.hostile) return fc.constantFrom('"1"', '"2"', '"3"');
  return valuesOf(source, numbered(name, schema), name === 'id' ? records : name);
}

/** Entries, accounts and lines have small numbers here; a random one of 18 digits finds nothing. */
const numbered = (name: string, schema: Schema): Schema =>
  name === 'id' && schema.format !== 'uuid' && schema.$ref === undefined
    ? { ...schema, pattern: '^[1-9]\\d?$' }
    : schema;

async function send({ operation, kind, parts, body, raw }: Request) {
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
  return book.api.app.inject({
    method,
    url: `/v1/testshire${filled}?${query.toString()}`,
    headers: {
      ...Object.fromEntries(headers),
      authorization: `Bearer ${tokens.get(kind)!}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(type === undefined ? {} : { payload: raw ?? JSON.stringify(body) ?? '' }),
  });
}

/** Node itself refuses control characters in a header. */
const headerText = (value: unknown): string => asText(value).replace(/[^\x20-\x7e]/g, '?');

/** What is wrong with an answer; null when it is as it should be. */
function faultOf(operation: Operation, answer: Awaited<ReturnType<typeof send>>): string | null {
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

describe('whatever is sent', () => {
  it('the service does not fail, and refuses by a problem that the reference names', async () => {
    const any = fc.constantFrom(...operations).chain(requests);
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(any, async (request) => {
        const answer = await send(request);
        const { statusCode } = answer;
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
        expect(faultOf(request.operation, answer)).toBeNull();
      }),
      { numRuns: 400 },
    );
    // A test whose requests are all refused at the door would say nothing.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(20);
    expect(statuses.get(422) ?? 0).toBeGreaterThan(20);
  }, 120_000);

  it('in the place of an identifier or a cursor, the service does not fail', async () => {
    const reading = operations.filter(({ method }) => method === 'GET');
    const faults: string[] = [];
    for (const operation of reading) {
      const names = operation.parameters
        .map((one) => one.name)
        .filter((name) => name !== 'authority');
      for (const name of names) {
        for (const value of HOSTILE) {
          const parts = { id: book.amina, [name]: value };
          const kind = operation['x-callers'][0]!;
          const answer = await send({ operation, kind, parts, body: undefined, raw: null });
          const fault = faultOf(operation, answer);
          if (fault !== null)
            faults.push(`${operation.operationId} ${name} ${asText(value)}: ${fault}`);
        }
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);
});
