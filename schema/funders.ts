import { sql } from 'drizzle-orm';
import { check, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { id, word } from './columns.ts';

/** Who pays: a funder of one sector, e.g. the high needs block, the NHS body, social care. */
export const funders = pgTable(
  'funders',
  {
    id: id(),
    name: text('name').notNull(),
    sector: word('sector').notNull(),
  },
  (t) => [
    unique('funders_name').on(t.name),
    unique('funders_id_sector').on(t.id, t.sector),
    check('funders_sector', sql`${t.sector} in ('education', 'health', 'social_care')`),
  ],
);
