import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KINDS_OF_USER } from '../access/kinds.ts';
import { PROBLEMS } from '../problem.ts';

interface Described {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: Record<string, unknown>;
}

/** zod adds patterns of two hundred characters to dates and identifiers; people read this. */
const readable = {
  override: ({ zodSchema, jsonSchema }: Described): void => {
    const { format, minimum, maximum } = jsonSchema;
    // zod leaves out the examples of what it turns into something else, such as dates and amounts.
    const examples = z.globalRegistry.get(zodSchema)?.examples;
    if (examples !== undefined) jsonSchema['examples'] = examples;
    if (format === 'uuid' || format === 'date' || format === 'date-time')
      delete jsonSchema['pattern'];
    if (minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
    if (maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  },
};

const INTRODUCTION = `A double-entry ledger for personal budgets and direct payments.

Amounts are text with exactly two decimals. Dates are ISO 8601. Whatever moves money takes an
\`Idempotency-Key\`. What cannot be done is answered as \`application/problem+json\` (RFC 9457), with
all faults at once.

Kinds of user:

${Object.entries(KINDS_OF_USER)
  .map(([kind, sentence]) => `- \`${kind}\`: ${sentence}`)
  .join('\n')}`;

/** The OpenAPI 3.1 document, made from the schemas that check requests, and its page. */
export async function addReference(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Personal budget ledger',
        version: '1',
        description: INTRODUCTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT (OpenID Connect)' },
        },
      },
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: readable }),
    transformObject: (document) =>
      prune(createJsonSchemaTransformObject({ zodToJsonConfig: readable })(document)),
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    theme: {
      title: 'Personal budget ledger',
      css: [{ filename: 'plain.css', content: '.swagger-ui .topbar { display: none }' }],
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'));
  app.get('/problems', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(listOfProblems()),
  );
  app.get('/problems/:type', { schema: { hide: true } }, async (request, reply) => {
    const { type } = request.params as { type: string };
    if (!Object.hasOwn(PROBLEMS, type)) return reply.callNotFound();
    return reply.type('text/html; charset=utf-8').send(problemPage(type as keyof typeof PROBLEMS));
  });
}

/** Every named schema stands twice, for requests and answers: keep those that are used. */
function prune<T>(document: T): T {
  const read = document as { components?: { schemas?: Record<string, unknown> } };
  const schemas = read.components?.schemas;
  if (schemas === undefined) return document;
  for (let before = -1; before !== Object.keys(schemas).length;) {
    before = Object.keys(schemas).length;
    const text = JSON.stringify(document);
    for (const name of Object.keys(schemas)) {
      if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name];
    }
  }
  return document;
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:1.125rem/1.5 sans-serif;max-width:40em;margin:2em auto;padding:0 1em;color:#0b0c0c}
dt{font-weight:bold;margin-top:1em}a{color:#1d70b8}</style></head><body>${body}</body></html>`;

function problemPage(type: keyof typeof PROBLEMS): string {
  const { title, status, meaning, todo } = PROBLEMS[type];
  return page(
    title,
    `<h1>${title}</h1><dl><dt>Type</dt><dd><code>${type}</code></dd><dt>Status</dt><dd>${status}</dd>
    <dt>What it means</dt><dd>${meaning}</dd><dt>What to do</dt><dd>${todo}</dd></dl>
    <p><a href="/problems">All problem types</a></p>`,
  );
}

function listOfProblems(): string {
  const items = Object.entries(PROBLEMS).map(
    ([type, { title, status }]) => `<li><a href="/problems/${type}">${title}</a> (${status})</li>`,
  );
  return page('Problem types', `<h1>Problem types</h1><ul>${items.join('')}</ul>`);
}
