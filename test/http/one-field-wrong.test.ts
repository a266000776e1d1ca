import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { faultOf, openBook, type AnyRequest, type OpenBook } from '../support/any-request.ts';
import type { Operation } from '../support/operations.ts';
import { HOSTILE, valuesOf } from '../support/values.ts';

/**
 * Each field of each body, wrong on its own in an otherwise good body. What compares fields with one
 * another must not run on those that could not be read.
 */
let open: OpenBook;
beforeAll(async () => {
  open = await openBook();
});

const WRONG = [...HOSTILE, 'x'];
type Path = readonly (string | number)[];

/** Where there is a value in a body: of lists in the first of their members. */
function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (Array.isArray(value)) {
    if (value.length > 0) yield* pathsOf(value[0], [...path, 0]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* pathsOf(inner, [...path, name]);
  }
}

/** A body with something else in one place. */
function withAt(body: unknown, [first, ...rest]: Path, wrong: unknown): unknown {
  if (first === undefined) return wrong;
  const inner = (value: unknown): unknown => withAt(value, rest, wrong);
  if (Array.isArray(body)) return body.map((value, n) => (n === first ? inner(value) : value));
  const fields = body as Readonly<Record<string, unknown>>;
  return { ...fields, [first]: inner(fields[String(first)]) };
}

/** The same bodies every time, so many that each field is in one of them. */
function bodiesOf(operation: Operation): readonly unknown[] {
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return [];
  const { document, idsFor } = open;
  const source = { document, idsFor, hostile: false };
  return fc.sample(valuesOf(source, schema), { numRuns: 12, seed: 7 });
}

/** One request for each field of an operation, and each thing that is wrong with it. */
function requestsOf(operation: Operation): readonly AnyRequest[] {
  const byPath = new Map<string, { body: unknown; path: Path }>();
  for (const body of bodiesOf(operation)) {
    for (const path of pathsOf(body)) byPath.set(path.join('.'), { body, path });
  }
  const parts = {
    ...partsOf(operation),
    'idempotency-key': 'one field is wrong',
    'if-match': '"1"',
  };
  return [...byPath.values()].flatMap(({ body, path }) =>
    WRONG.map((wrong) => ({
      operation,
      kind: operation['x-callers'][0]!,
      parts,
      body: withAt(body, path, wrong),
      raw: null,
    })),
  );
}

function partsOf({ parameters, path }: Operation): Record<string, string> {
  const [, records = ''] = path.split('/');
  const inPath = parameters.filter((one) => one.in === 'path' && one.name !== 'authority');
  return Object.fromEntries(
    inPath.map(({ name, schema }) => [
      name,
      schema.format === 'uuid' || schema.$ref !== undefined
        ? open.idsFor(name === 'id' ? records : name)[0]!
        : '1',
    ]),
  );
}

it('one field that is wrong is never a failure of the service, whatever the others are', async () => {
  const requests = open.operations.flatMap(requestsOf);
  expect(requests.length).toBeGreaterThan(1000);
  const faults: string[] = [];
  let refused = 0;
  for (const request of requests) {
    const answer = await open.send(request);
    if (answer.statusCode === 422) refused += 1;
    const fault = faultOf(request.operation, answer);
    if (fault !== null) {
      faults.push(`${request.operation.operationId} ${JSON.stringify(request.body)}: ${fault}`);
    }
  }
  expect(faults).toEqual([]);
  expect(refused).toBeGreaterThan(requests.length / 2);
}, 120_000);
