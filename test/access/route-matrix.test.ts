import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { USER_KINDS, type UserKind } from '../../src/access/kinds.ts';
import { twoFamilies, type Families } from '../support/families.ts';
import { holdersRecords } from '../support/holders-records.ts';
import { addressOf, documentOf, operationsOf, type Operation } from '../support/operations.ts';

/** Made from the routes of the running application: who may call what, and whose records it finds. */
let book: Families;
let app: FastifyInstance;
let operations: Operation[];
const tokens = new Map<UserKind, string>();
beforeAll(async () => {
  book = await twoFamilies();
  ({ app } = book.api);
  operations = operationsOf(app);
  for (const kind of USER_KINDS) {
    const { nhs, school } = book.funders;
    const funder = kind === 'school_approver' ? school : nhs;
    const options = {
      sub: kind === 'family' ? 'mother' : kind,
      broker: book.brokers.north,
      funder,
    };
    tokens.set(kind, (await book.api.as(kind, options)).token);
  }
});

interface Found {
  readonly status: number;
  readonly type: string;
}

async function call(operation: Operation, token: string | null, id?: string): Promise<Found> {
  const answer = await app.inject({
    method: operation.method,
    url: addressOf(documentOf(app), operation, id),
    headers: {
      'idempotency-key': randomUUID(),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  const problem = String(answer.headers['content-type']).startsWith('application/problem+json');
  const { type = '' } = problem ? answer.json<{ type: string }>() : {};
  return { status: answer.statusCode, type };
}

const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;
const tokenOf = (kind: UserKind): string => tokens.get(kind)!;

/** Calls every operation that a filter leaves, and lists those that did not answer as expected. */
async function wrongOf(
  cases: readonly (readonly [Operation, string, () => Promise<Found>])[],
  expected: Found,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [operation, who, ask] of cases) {
    const found = await ask();
    if (found.status !== expected.status || found.type !== expected.type) {
      wrong.push(`${nameOf(operation)} for ${who}: ${found.status} ${found.type}`);
    }
  }
  return wrong;
}

describe('every route', () => {
  it('says who may call it', () => {
    expect(operations.length).toBeGreaterThan(50);
    const silent = operations.filter((one) => one['x-callers'].length === 0);
    expect(silent.map(nameOf)).toEqual([]);
  });

  it('answers 403 to every kind of user that may not call it', async () => {
    const cases = operations.flatMap((operation) =>
      USER_KINDS.filter((kind) => !operation['x-callers'].includes(kind)).map(
        (kind) => [operation, kind, () => call(operation, tokenOf(kind))] as const,
      ),
    );
    expect(cases.length).toBeGreaterThan(200);
    expect(await wrongOf(cases, { status: 403, type: '/problems/not-allowed' })).toEqual([]);
  });

  it('never answers 401, 403 or 5xx to a kind that may', async () => {
    const wrong: string[] = [];
    for (const operation of operations) {
      for (const kind of operation['x-callers']) {
        const { status } = await call(operation, tokenOf(kind));
        if (status === 401 || status === 403 || status >= 500) {
          wrong.push(`${nameOf(operation)} for ${kind}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('answers 401 without a token, and with one that nobody signed', async () => {
    const cases = operations.flatMap((operation) => [
      [operation, 'nobody', () => call(operation, null)] as const,
      [operation, 'a made-up token', () => call(operation, 'a.b.c')] as const,
    ]);
    expect(await wrongOf(cases, { status: 401, type: '/problems/not-signed-in' })).toEqual([]);
  });

  it('answers 404 to a token of another authority', async () => {
    const cases = await Promise.all(
      operations.map(async (operation) => {
        const token = await book.api.elsewhere(operation['x-callers'][0]!);
        return [operation, 'another authority', () => call(operation, token)] as const;
      }),
    );
    expect(await wrongOf(cases, { status: 404, type: '/problems/not-found' })).toEqual([]);
  });
});

const reading = (): Operation[] =>
  operations.filter(({ method, path }) => method === 'GET' && path.includes('{id}'));

describe('every record that is read by its identifier', () => {
  it('is not found when there is none', async () => {
    const cases = reading().flatMap((operation) =>
      operation['x-callers'].map(
        (kind) => [operation, kind, () => call(operation, tokenOf(kind))] as const,
      ),
    );
    expect(cases.length).toBeGreaterThan(50);
    expect(await wrongOf(cases, { status: 404, type: '/problems/not-found' })).toEqual([]);
  });

  const LIMITED: readonly UserKind[] = ['family', 'broker', 'health_approver', 'school_approver'];

  const WHOLE_PERSON = ['requests', 'returns', 'return-files'];

  /** What everybody may read. */
  const PUBLISHED = ['scope', 'policy'];

  /** Records of Ben's, and one of Amina's that the caller may see, by the first part of the path. */
  async function records(): Promise<Record<string, { others: string; own: string }>> {
    const { ben, amina, arrangements } = book;
    const find = async (text: string, person: string): Promise<string> => {
      const [row] = await book.api.db.run((tx) => tx.sql.unsafe<{ id: string }[]>(text, [person]));
      return row!.id;
    };
    const both = async (text: string) => ({
      others: await find(text, ben),
      own: await find(text, amina),
    });
    return {
      beneficiaries: { others: ben, own: amina },
      arrangements: { others: arrangements.south, own: arrangements.mother },
      budgets: await both('select id from budgets where beneficiary_id = $1'),
      payees: await both(`select a.payee_id as id from arrangements a
        where a.beneficiary_id = $1 order by a.recorded_at limit 1`),
      accounts: await both(`select a.id from accounts a join account_classes c on c.id = a.class
        where beneficiary_id = $1 and c.name like 'held/%' order by a.id limit 1`),
      payments: await both(`select i.id from pay_run_items i
        join arrangements a on a.id = i.arrangement_id
        where i.beneficiary_id = $1 order by a.recorded_at limit 1`),
      credits: await both(`select i.credit_id as id from pay_run_items i
        join arrangements a on a.id = i.arrangement_id
        where i.beneficiary_id = $1 and a.kind = 'third_party' limit 1`),
      ...(await holdersRecords(book)),
      requests: await both('select id from budget_requests where beneficiary_id = $1'),
      entries: await both(`select t.entry_id as id from transfers t join accounts a
        on a.id = t.to_account where a.beneficiary_id = $1 order by t.entry_id limit 1`),
    };
  }

  it('is not found when it is somebody else’s, and is found when it is one’s own', async () => {
    const known = await records();
    const wrong: string[] = [];
    for (const operation of reading()) {
      const [, first = ''] = operation.path.split('/');
      if (PUBLISHED.includes(first)) continue;
      for (const kind of operation['x-callers'].filter((one) => LIMITED.includes(one))) {
        const record = known[first];
        if (record === undefined) {
          wrong.push(`${nameOf(operation)}: add to this test whose records these are.`);
          continue;
        }
        const { others, own } = record;
        const theirs = await call(operation, tokenOf(kind), others);
        if (theirs.status !== 404) wrong.push(`${nameOf(operation)} for ${kind}: ${theirs.status}`);
        // The mother is limited to one arrangement; requests and returns are about a whole person.
        if (kind !== 'family' || WHOLE_PERSON.includes(first)) continue;
        const mine = await call(operation, tokenOf(kind), own);
        if (![200, 409].includes(mine.status)) {
          wrong.push(`own ${nameOf(operation)} for ${kind}: ${mine.status} ${mine.type}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is not found when it is the other parent’s', async () => {
    const own = operations.filter(
      ({ path, method }) => method === 'GET' && path.startsWith('/arrangements/{id}'),
    );
    expect(own.length).toBeGreaterThan(3);
    const cases = own
      .filter((operation) => operation['x-callers'].includes('family'))
      .map(
        (operation) =>
          [
            operation,
            'the mother',
            () => call(operation, tokenOf('family'), book.arrangements.father),
          ] as const,
      );
    expect(await wrongOf(cases, { status: 404, type: '/problems/not-found' })).toEqual([]);
  });
});
