import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';

/** A string to its end, or a number that JSON does not have. Always matches, so it takes no time. */
const TEXT_OR_NAN = /"(?:[^"\\]+|\\[\s\S]?)*"?|-?\b(?:NaN|Infinity)\b/g;

/**
 * Reads bodies as JSON, as the standard has it, and as nothing else. A bare NaN is read as the text
 * "NaN", so that it is refused in its place as a wrong amount rather than as a broken body.
 */
export function readJsonStrictly(app: FastifyInstance): void {
  const read = strictParser(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text === '') return done(null, undefined);
    const value = read(request, text) ?? read(request, quoteNaN(text));
    if (value !== undefined) return done(null, value);
    return done(isJson(quoteNaN(text)) ? foreignNames() : malformed());
  });
}

/** Fastify's own reading of JSON, which refuses names that reach into prototypes. */
function strictParser(app: FastifyInstance) {
  const read = app.getDefaultJsonParser('error', 'error');
  return (request: FastifyRequest, text: string): unknown => {
    let found: unknown;
    // It calls back at once, and gives nothing with an error.
    void read(request, text, (_error, value: unknown) => {
      found = value;
    });
    return found;
  };
}

function quoteNaN(text: string): string {
  return text.replace(TEXT_OR_NAN, (found) => (found.startsWith('"') ? found : '"NaN"'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function malformed(): Problem {
  return new Problem('malformed-json', 'The body could not be read as JSON.');
}

/** What would reach into every object of the program, were it copied. */
function foreignNames(): Problem {
  const message = 'The names "__proto__" and "constructor" with "prototype" are not known here.';
  return new Problem('invalid-request', message, { errors: [{ where: 'body', message }] });
}
