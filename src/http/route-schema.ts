import { z } from 'zod';
import { PROBLEMS, type ProblemType } from '../problem.ts';
import type { RouteSpec } from './route.ts';
import { ProblemSchema } from './schemas.ts';

/** What every route may answer. */
const COMMON: readonly ProblemType[] = [
  'not-signed-in',
  'sign-in-unavailable',
  'not-allowed',
  'not-found',
  'too-many-requests',
  'internal-error',
  'took-too-long',
];

type AnySpec = RouteSpec<z.ZodType | undefined, z.ZodType | undefined, z.ZodType | undefined>;

/** What the OpenAPI document says of a route. */
export function schemaOf(spec: RouteSpec<never, never, never> | object) {
  const s = spec as AnySpec;
  const others = Object.fromEntries(
    Object.entries(s.also ?? {}).map(([type, description]) => [
      type,
      { schema: z.string().meta({ description }) },
    ]),
  );
  return {
    operationId: s.id,
    summary: s.summary,
    description: `${inOneLine(s.description ?? s.summary)}\n\nFor: ${s.callers.map((kind) => kind.replaceAll('_', ' ')).join(', ')}.`,
    tags: [s.tag],
    security: [{ bearer: [] }],
    'x-callers': s.callers,
    params: z
      .object({ authority: z.string().meta({ examples: ['demonstration'] }) })
      .extend(s.params === undefined ? {} : (s.params as z.ZodObject).shape),
    ...(s.query === undefined ? {} : { querystring: s.query }),
    ...(s.body === undefined ? {} : { body: s.body }),
    ...(s.consumes === undefined ? {} : { consumes: [s.consumes] }),
    headers: headersOf(s),
    response: {
      [s.status ?? 200]: {
        description: s.summary,
        content: { 'application/json': { schema: s.answer }, ...others },
      },
      ...problemResponses(s),
    },
  };
}

const inOneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

function headersOf(spec: AnySpec): z.ZodType {
  return z.object({
    ...(spec.moves === true
      ? { 'idempotency-key': z.string().meta({ description: 'New for each thing you want done.' }) }
      : {}),
    ...(spec.method === 'PATCH'
      ? { 'if-match': z.string().meta({ description: 'The ETag of the version you changed.' }) }
      : {}),
  });
}

function problemResponses(spec: AnySpec): Record<number, unknown> {
  const own: ProblemType[] = [
    ...COMMON,
    ...((spec.params ?? spec.query ?? spec.body) ? (['invalid-request'] as const) : []),
    ...(spec.body === undefined
      ? []
      : (['malformed-json', 'too-large', 'content-type-unknown'] as const)),
    ...(spec.moves === true ? (['key-required', 'key-reused'] as const) : []),
    ...(spec.method === 'PATCH' ? (['if-match-required', 'changed-meanwhile'] as const) : []),
    ...(spec.problems ?? []),
  ];
  const byStatus = Map.groupBy(own, (type) => PROBLEMS[type].status);
  return Object.fromEntries(
    [...byStatus].map(([status, types]) => [
      status,
      {
        description: types.map((type) => `\`${type}\`: ${PROBLEMS[type].title}.`).join(' '),
        content: { 'application/problem+json': { schema: ProblemSchema } },
      },
    ]),
  );
}
