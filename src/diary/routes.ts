import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { chooseType } from '../http/accept.ts';
import { csvPieces, type Column } from '../http/csv.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, DayText, Id, Sector, page, pagingBy, toPage } from '../http/schemas.ts';
import { rulesOn } from '../law/store.ts';
import { refuseFaults } from '../problem.ts';
import { KINDS, faultsOfSpan } from './rules.ts';
import { cursorOf, diaryOf, type Item } from './store.ts';

const MissingSchema = z
  .object({
    arrangementId: Id,
    sector: Sector,
    document: z.string(),
    givenBy: z.string().nullable(),
  })
  .meta({ id: 'MissingOnTheDay' });

const ItemSchema = z
  .object({
    on: DayText,
    kind: z.enum(KINDS),
    id: z.string().meta({ description: 'Tells apart what happens on one day.' }),
    beneficiaryId: Id,
    reference: z.string(),
    arrangementId: Id.nullable(),
    sector: Sector.nullable(),
    what: z.string(),
    missing: z.array(MissingSchema).meta({
      description:
        'At a transition: what will not be on file when it has happened, sector by sector.',
    }),
  })
  .meta({ id: 'DiaryItem' });

const Cursor = /^\d{4}-\d{2}-\d{2}\.[a-z_]+\.[0-9a-z_-]{36,80}$/;

/** What comes due, and who reaches which date. */
export function diaryRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/diary',
    id: 'listDiary',
    summary: 'What comes due, and who reaches which date',
    description:
      'In order of date; from today as far ahead as the dated rules say, unless `from` and `to` say otherwise. `late=true` adds the reviews that are late, under the day they were due. With `Accept: text/csv` the whole span as CSV (RFC 4180); `excel=1` begins it with a byte order mark.',
    tag: 'Diary',
    callers: ['caseworker', 'panel_member', 'finance_officer', 'approver', 'auditor'],
    query: pagingBy(Cursor).extend({
      from: Day.optional(),
      to: Day.optional(),
      kind: z.enum(KINDS).optional(),
      beneficiaryId: Id.optional(),
      late: z.enum(['true', 'false']).default('false'),
      excel: z.literal('1').optional(),
    }),
    answer: page(ItemSchema),
    also: { 'text/csv': 'What stands in the diary, a row each.' },
    readOnly: true,
    problems: ['dates-out-of-order', 'not-acceptable'],
    handle: async ({ tx, query, clock, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const rules = await rulesOn(tx, clock.today());
      const from = query.from ?? clock.today();
      const to = query.to ?? rules.after(from, 'diary_ahead');
      refuseFaults('dates-out-of-order', 'The span is out of order.', faultsOfSpan(from, to));
      const { kind, beneficiaryId, after, limit } = query;
      const asked = { from, to, kind, beneficiaryId, late: query.late === 'true' };
      if (type === 'text/csv') {
        reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', 'attachment; filename="diary.csv"');
        return csvOf(await diaryOf(tx, asked, rules), query.excel === '1');
      }
      return toPage(await diaryOf(tx, { ...asked, after, limit }, rules), limit, cursorOf);
    },
  });
}

type Line = Omit<Item, 'missing' | 'id'> & { readonly missing: string };

const COLUMNS: readonly Column<Line>[] = [
  { name: 'on', type: 'date' },
  { name: 'kind', type: 'text' },
  { name: 'reference', type: 'text' },
  { name: 'beneficiaryId', type: 'id' },
  { name: 'arrangementId', type: 'id' },
  { name: 'sector', type: 'text' },
  { name: 'what', type: 'text' },
  { name: 'missing', type: 'text' },
];

async function csvOf(items: readonly Item[], excel: boolean): Promise<string> {
  async function* lines(): AsyncGenerator<Line[]> {
    yield items.map((item) => ({ ...item, missing: missingText(item) }));
  }
  let text = '';
  for await (const piece of csvPieces(COLUMNS, lines(), { excel })) text += piece;
  return text;
}

const missingText = ({ missing }: Item): string =>
  missing
    .map(({ sector, document, givenBy }) => {
      const by = givenBy === null ? '' : ` of the ${givenBy}`;
      return `${sector}: ${document}${by}`.replaceAll('_', ' ');
    })
    .join('; ');
