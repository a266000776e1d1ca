import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Problem, type Fault } from '../problem.ts';

/** The parts of a request that a route has a schema for. */
export interface RequestSchemas {
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
}

/** Checks path, query and body together, and throws every fault at once. */
export function readRequest(
  { params, query, body }: RequestSchemas,
  request: FastifyRequest,
): { params: unknown; query: unknown; body: unknown } {
  const faults: Fault[] = [];
  const read = (part: string, schema: z.ZodType | undefined, value: unknown): unknown => {
    if (schema === undefined) return undefined;
    const result = schema.safeParse(value ?? {});
    if (result.success) return result.data;
    for (const issue of result.error.issues) faults.push(...faultsOf(part, issue));
    return undefined;
  };
  const result = {
    params: { ...(request.params as object), ...(read('path', params, request.params) as object) },
    query: read('query', query, request.query),
    body: read('body', body, request.body),
  };
  if (faults.length > 0) {
    const many = faults.length === 1 ? 'One value is' : `${faults.length} values are`;
    throw new Problem('invalid-request', `${many} not as expected.`, { errors: faults });
  }
  return result;
}

function faultsOf(part: string, issue: z.core.$ZodIssue): Fault[] {
  const where = [part, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      where: `${where}.${key}`,
      message: 'This is not known here.',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
  return [{ where, message: missing ? 'This is required.' : issue.message }];
}

const KEY = /^[\x21-\x7e]{1,100}$/;

/** The Idempotency-Key of a request that moves money; empty for others. */
export function keyOf(spec: { moves?: boolean }, request: FastifyRequest): string {
  if (spec.moves !== true) return '';
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && KEY.test(key)) return key;
  const found =
    key === undefined ? 'none was sent' : 'the one sent is empty, too long or has spaces';
  throw new Problem('key-required', `This request needs an Idempotency-Key; ${found}.`);
}
