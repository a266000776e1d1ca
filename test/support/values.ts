import fc, { type Arbitrary } from 'fast-check';
import { resolve, type Document, type Schema } from './operations.ts';

/** What nobody should send: of the wrong type, out of range, or made to break something. */
export const HOSTILE: readonly unknown[] = [
  null,
  '',
  ' ',
  '\u0000',
  'A\u0000B',
  '\ud800',
  '\u202eلا',
  'x'.repeat(10_000),
  "'; drop table entries; --",
  '${7*7}',
  '../../etc/passwd',
  '__proto__',
  'NaN',
  '1e400',
  '0000-00-00',
  '9999-12-31',
  '-271821-04-20',
  '999999999999999999',
  '00000000-0000-0000-0000-000000000000',
  '3/0',
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[[]]],
  { toString: 1 },
];

/** What values are made from: the schemas they refer to, and identifiers of records that there are. */
export interface Source {
  readonly document: Document;
  /** Identifiers that fit a field, by its name. */
  readonly idsFor: (name: string) => readonly string[];
  /** Puts something hostile in any place now and then. */
  readonly hostile: boolean;
}

/** Values by a schema, of its form but for what is hostile. */
export function valuesOf(source: Source, named: Schema, name = ''): Arbitrary<unknown> {
  const arbitrary = wellFormed(source, resolve(source.document, named), name);
  return source.hostile
    ? fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) })
    : arbitrary;
}

function wellFormed(source: Source, schema: Schema, name: string): Arbitrary<unknown> {
  const { anyOf, type } = schema;
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((one) => valuesOf(source, one)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (type === 'object') return objects(source, schema);
  if (type === 'array') {
    return fc.array(valuesOf(source, schema.items ?? {}), { minLength: 1, maxLength: 3 });
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') {
    const min = schema.minimum ?? -5;
    return fc.integer({ min, max: Math.min(schema.maximum ?? min + 505, min + 505) });
  }
  return texts(source, schema, name);
}

function objects(source: Source, schema: Schema): Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, one]) => [name, valuesOf(source, one, name)] as const,
  );
  const requiredKeys = [...(schema.required ?? [])];
  const known = fc.record(Object.fromEntries(fields), { requiredKeys });
  if (!source.hostile) return known;
  const extra = fc.option(fc.constantFrom('unknown', 'toString', 'length'), { freq: 10 });
  return fc.tuple(known, extra).map(([value, name]) => ({
    ...(value as object),
    ...(name === null ? {} : { [name]: 1 }),
  }));
}

function texts({ idsFor, hostile }: Source, schema: Schema, name: string): Arbitrary<unknown> {
  const { format, pattern, examples = [] } = schema;
  if (format === 'uuid') {
    const known = { weight: 9, arbitrary: fc.constantFrom(...idsFor(name)) };
    return fc.oneof(known, { weight: 1, arbitrary: fc.uuid() });
  }
  if (format === 'date') {
    const days = { min: new Date('2025-09-01'), max: new Date('2027-12-31'), noInvalidDate: true };
    return fc.date(days).map((day) => day.toISOString().slice(0, 10));
  }
  // fast-check makes no characters by their category, which is how free text is limited.
  if (pattern?.includes('\\p{') === false) return fc.stringMatching(new RegExp(pattern, 'u'));
  const words = fc.constantFrom('text', 'and more', ...examples);
  return hostile ? fc.oneof(words, fc.string(), fc.string({ unit: 'binary' })) : words;
}
