import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Day, DayText, Id, line, page, pagingBy, toPage } from '../http/schemas.ts';
import { listTables, loadModulusTable, tableCursor } from './modulus-store.ts';

const MOST_BYTES = 2 * 1024 * 1024;

const NewTableSchema = z
  .strictObject({
    version: line(50).meta({ examples: ['7.90'], description: 'As the publisher names it.' }),
    effectiveOn: Day,
    weights: z.string().meta({ description: 'The text of `valacdos.txt`, as it is published.' }),
    substitutions: z
      .string()
      .meta({ description: 'The text of `scsubtab.txt`, as it is published.' }),
  })
  .meta({ id: 'NewModulusTable' });

const TableSchema = z
  .object({
    id: Id,
    version: z.string(),
    effectiveOn: DayText,
    rows: z.number().int().meta({ description: 'Lines of weights.' }),
    sha256: z.string().meta({ description: 'Of both files one after the other.' }),
    loadedAt: z.string(),
  })
  .meta({ id: 'ModulusTable' });

/** The tables of weights by which account numbers are checked. */
export function modulusRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/modulus-tables',
    id: 'loadModulusTable',
    summary: 'Load a table of weights for the modulus check',
    description:
      'The two files as Pay.UK publishes them, up to 2 MB. Every fault is answered with its file and line. Bank details are checked against the latest table in force when they are recorded; those of before are not checked again.',
    tag: 'Payees',
    callers: ['administrator'],
    body: NewTableSchema,
    bodyLimit: MOST_BYTES,
    answer: TableSchema,
    status: 201,
    problems: ['already-exists'],
    handle: ({ tx, body }) => loadModulusTable(tx, body),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/modulus-tables',
    id: 'listModulusTables',
    summary: 'The tables of weights that were loaded, the latest first',
    tag: 'Payees',
    callers: ['administrator', 'caseworker', 'finance_officer', 'approver', 'auditor'],
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/),
    answer: page(TableSchema),
    readOnly: true,
    handle: async ({ tx, query }) => toPage(await listTables(tx, query), query.limit, tableCursor),
  });
}
