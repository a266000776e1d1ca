import { z } from 'zod';
import { DayText, Id, Kind, Money, Sector } from '../http/schemas.ts';
import { ServiceBoughtSchema } from '../scope/schemas.ts';

const Section = z.enum(['F', 'G', 'H1', 'H2']);

const LineSchema = z.object({
  section: Section,
  nature: z.enum(['regular', 'one_off', 'start_up', 'contingency']),
  description: z.string(),
  quantity: z.string(),
  unit: z.string(),
  times: z.string(),
  frequency: z.string(),
  unitCost: Money,
  costBasis: z.string(),
  cost: Money,
  setting: z.string().nullable(),
  service: ServiceBoughtSchema,
});

const ShareSchema = z.object({
  sector: Sector,
  funder: z.string(),
  basis: z.enum(['fraction', 'capped', 'fixed', 'lines', 'rest']),
  fraction: z.string().nullable(),
  upTo: Money.nullable(),
  fixed: Money.nullable(),
  amount: Money.meta({ description: 'Over the whole schedule, every version for its own days.' }),
});

const OwnMoneySchema = z.object({
  source: z.enum(['contribution', 'top_up']),
  weekly: Money,
  paid: z.enum(['net', 'gross']).nullable(),
  amount: Money,
});

const ScheduleSchema = z.object({
  every: z.enum(['week', '2_weeks', '4_weeks', 'month', 'term', 'once']),
  firstPeriodOn: DayText,
  instalments: z.number().int(),
  terms: z.array(z.object({ from: DayText, to: DayText, weeks: z.number().int() })).nullable(),
  paid: z.enum(['in_advance', 'in_arrears']),
  inWords: z.string(),
});

const ArrangementSchema = z.object({
  id: Id,
  purpose: z.string(),
  kind: Kind,
  heldInWords: z.string(),
  version: z.number().int(),
  state: z.enum(['proposed', 'agreed']),
  effectiveOn: DayText,
  sectors: z.array(Sector),
  sections: z.array(Section),
  provision: z.array(z.object({ section: Section, provision: z.string(), outcome: z.string() })),
  provisionFrom: z
    .enum(['lines', 'plan'])
    .meta({ description: 'What its lines are for; without lines, the sections of its sectors.' }),
  lines: z.array(LineSchema),
  amount: Money.meta({ description: 'What the whole schedule would come to at these terms.' }),
  agreedTotal: Money.meta({ description: 'What the funders agree in all.' }),
  weekly: Money.nullable(),
  shares: z.array(ShareSchema),
  ownMoney: z.array(OwnMoneySchema),
  schedule: ScheduleSchema,
  flexibility: z.array(
    z.object({
      nature: z.enum(['one_off', 'start_up', 'contingency']),
      amount: Money,
      descriptions: z.array(z.string()),
    }),
  ),
  conditions: z.array(
    z.object({
      sector: Sector,
      noticeGivenOn: DayText.nullable(),
      acceptedOn: DayText.nullable(),
    }),
  ),
  reviews: z.array(
    z.object({ sector: Sector, lastHeldOn: DayText.nullable(), dueOn: DayText.nullable() }),
  ),
});

/** Section J of a plan: every personal budget in it, as the law asks for it. */
export const SectionJSchema = z
  .object({
    budgetId: Id,
    asAt: DayText,
    draft: z.boolean(),
    listsAll: z.boolean().meta({ description: 'False where it lists only what you may see.' }),
    person: z.object({ reference: z.string(), name: z.string().nullable() }),
    plan: z.object({ startsOn: DayText, reviewBy: DayText, ceasedOn: DayText.nullable() }),
    budget: z.object({ startsOn: DayText, endsOn: DayText, closedOn: DayText.nullable() }),
    arrangements: z.array(ArrangementSchema),
    totals: z.object({
      sectors: z.array(z.object({ sector: Sector, amount: Money })),
      total: Money,
      contribution: Money,
      topUp: Money,
    }),
  })
  .meta({ id: 'SectionJ' });

export type SectionJ = z.output<typeof SectionJSchema>;
export type SectionJArrangement = SectionJ['arrangements'][number];
