import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { USER_KINDS } from '../../src/access/kinds.ts';
import {
  asText,
  faultOf,
  openBook,
  type AnyRequest,
  type OpenBook,
} from '../support/any-request.ts';
import type { Operation, Parameter, Schema } from '../support/operations.ts';
import { HOSTILE, valuesOf, type Source } from '../support/values.ts';

/**
 * Random requests to every operation, as every kind of user: whatever is sent, the service never
 * fails, and what it refuses it refuses by a problem that the reference names for the operation.
 */
let open: OpenBook;
beforeAll(async () => {
  open = await openBook();
});

function requests(operation: Operation): fc.Arbitrary<AnyRequest> {
  const { document, idsFor } = open;
  return fc.boolean().chain((hostile) => requestsOf(operation, { document, idsFor, hostile }));
}

function requestsOf(operation: Operation, source: Source): fc.Arbitrary<AnyRequest> {
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

describe('whatever is sent', () => {
  it('the service does not fail, and refuses by a problem that the reference names', async () => {
    const any = fc.constantFrom(...open.operations).chain(requests);
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(any, async (request) => {
        const answer = await open.send(request);
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
    const reading = open.operations.filter(({ method }) => method === 'GET');
    const faults: string[] = [];
    for (const operation of reading) {
      const names = operation.parameters
        .map((one) => one.name)
        .filter((name) => name !== 'authority');
      for (const name of names) {
        for (const value of HOSTILE) {
          const parts = { id: open.book.amina, [name]: value };
          const kind = operation['x-callers'][0]!;
          const answer = await open.send({ operation, kind, parts, body: undefined, raw: null });
          const fault = faultOf(operation, answer);
          if (fault !== null)
            faults.push(`${operation.operationId} ${name} ${asText(value)}: ${fault}`);
        }
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);
});
