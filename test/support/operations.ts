import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { UserKind } from '../../src/access/kinds.ts';
import { AUTHORITY } from './template.ts';

/** A JSON schema, as far as the tests read it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;

/** One operation of the OpenAPI document of the running application. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly 'x-callers': readonly UserKind[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { description: string; content?: Content }>>;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Under /v1/{authority}, with {id} in it. */
  readonly path: string;
}

export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const documentOf = (app: FastifyInstance): Document => app.swagger() as unknown as Document;

const PREFIX = '/v1/{authority}';

/** Every operation that the application describes. */
export function operationsOf(app: FastifyInstance): Operation[] {
  return Object.entries(documentOf(app).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      parameters: operation.parameters ?? [],
      method: method.toUpperCase() as Operation['method'],
      path: path.replace(PREFIX, ''),
    })),
  );
}

/** The schema that a reference stands for. */
export function resolve(document: Document, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.split('/').at(-1)!;
  return document.components.schemas[name]!;
}

/** A well-formed value of a parameter that stands for no record. */
export function someValue(document: Document, named: Schema): string {
  const schema = resolve(document, named);
  if (schema.format === 'uuid') return randomUUID();
  const example = schema.examples?.[0];
  if (typeof example === 'string') return example;
  if (schema.enum !== undefined) return schema.enum[0]!;
  return schema.pattern?.includes('\\d') === true ? '987654321' : 'text';
}

/** The address of an operation, with what its path and query need; `id` if one is given. */
export function addressOf(document: Document, operation: Operation, id?: string): string {
  const { parameters, path } = operation;
  const value = ({ name, schema }: Parameter): string =>
    encodeURIComponent(name === 'id' && id !== undefined ? id : someValue(document, schema));
  const filled = parameters
    .filter((one) => one.in === 'path')
    .reduce((url, one) => url.replace(`{${one.name}}`, value(one)), path);
  const query = parameters
    .filter((one) => one.in === 'query' && one.required === true)
    .map((one) => `${one.name}=${value(one)}`);
  return `/v1/${AUTHORITY}${filled}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
