import { z } from 'zod';
import {
  Amount,
  AmountAboveZero,
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  line,
  prose,
} from '../http/schemas.ts';
import { CAUSES, STATES } from './overdrawing-store.ts';
import { AGREEMENT_KINDS } from './rules.ts';

const AmountFromZero = Amount.refine((amount) => !amount.lt(0), 'An amount here is 0.00 or more.');

export const NewAgreementSchema = z
  .strictObject({
    kind: z.enum(AGREEMENT_KINDS),
    reference: line(100),
    fromOn: Day,
    toOn: Day.optional(),
  })
  .meta({ id: 'NewBrokerAgreement' });

export const NewBrokerSchema = z
  .strictObject({
    id: Id.optional().meta({
      description:
        'Of an organisation that works for another authority already: it has one identifier with all of them, because it signs in once.',
    }),
    name: line(100),
    agreement: NewAgreementSchema,
  })
  .meta({ id: 'NewBroker' });

export const EndingSchema = z
  .strictObject({
    endedOn: Day,
    accessUntil: Day.optional().meta({
      description:
        'Until when the broker may still look, and send its last return; the last day of the agreement unless it is given.',
    }),
    reason: line(500),
  })
  .meta({ id: 'NewBrokerAgreementEnding' });

export const AgreementSchema = z
  .object({
    id: Id,
    brokerId: Id,
    kind: z.enum(AGREEMENT_KINDS),
    reference: z.string(),
    fromOn: DayText,
    toOn: DayText.nullable(),
    ended: z
      .object({ endedOn: DayText, accessUntil: DayText, reason: z.string(), entry: EntryId })
      .nullable(),
    letsIn: z.boolean().meta({ description: 'Whether the broker may look today because of it.' }),
    entry: EntryId.nullable(),
  })
  .meta({ id: 'BrokerAgreement' });

export const FeeSchema = z
  .object({
    id: Id,
    brokerId: Id,
    effectiveOn: DayText,
    perMonth: Money,
    perExtraFunder: Money,
    entry: EntryId,
  })
  .meta({ id: 'BrokerFee' });

export const NewFeeSchema = z
  .strictObject({ effectiveOn: Day, perMonth: AmountFromZero, perExtraFunder: AmountFromZero })
  .meta({ id: 'NewBrokerFee' });

export const BrokerSchema = z
  .object({
    id: Id,
    name: z.string(),
    letIn: z.boolean().meta({ description: 'Whether the authority lets it in today.' }),
    agreements: z.array(AgreementSchema),
    fee: FeeSchema.nullable().meta({ description: 'What it takes for each person today.' }),
  })
  .meta({ id: 'Broker' });

export const NewPooledAccountSchema = z
  .strictObject({
    name: line(100),
    sortCode: z.string().regex(/^\d{2}-?\d{2}-?\d{2}$/, 'A sort code has six digits: 20-00-00.'),
    accountNumber: z.string().regex(/^\d{8}$/, 'An account number has eight digits.'),
    openedOn: Day,
  })
  .meta({ id: 'NewPooledAccount' });

export const PooledAccountSchema = z
  .object({
    id: Id,
    brokerId: Id,
    name: z.string(),
    sortCode: z.string(),
    accountNumber: z.string(),
    openedOn: DayText,
    usual: z.boolean().meta({
      description:
        "Whether the money of arrangements that name no account is in it: the broker's first.",
    }),
    entry: EntryId,
  })
  .meta({ id: 'PooledAccount' });

export const PlacingSchema = z
  .strictObject({ pooledAccountId: Id, fromOn: Day })
  .meta({ id: 'NewPooledArrangement' });

export const PlacedSchema = z
  .object({ arrangementId: Id, pooledAccountId: Id, fromOn: DayText })
  .meta({ id: 'PooledArrangement' });

const Sums = { held: Money, toReturn: Money };

export const PersonServedSchema = z
  .object({
    arrangementId: Id,
    beneficiaryId: Id,
    reference: z.string(),
    pooledAccountId: Id.nullable(),
    ...Sums,
    shares: z.array(
      z.object({
        shareId: Id,
        source: z.string(),
        funderId: Id.nullable(),
        funder: z.string().nullable(),
        ...Sums,
      }),
    ),
  })
  .meta({
    id: 'PersonServed',
    description:
      'What a broker holds for one arrangement, share by share: of the sectors, and of what the person and the family pay in.',
  });

/** A page of people, and what all of them come to. */
export const peoplePage = z.object({
  on: DayText,
  items: z.array(PersonServedSchema),
  next: z.string().nullable(),
  totals: z.object({ arrangements: z.number().int(), ...Sums, total: Money }),
});

export const ProofSchema = z
  .object({
    pooledAccountId: Id,
    on: DayText,
    asOf: DayText.nullable().meta({
      description: 'The last day that the latest return says anything of; null without a return.',
    }),
    returnId: Id.nullable(),
    ledger: Money.meta({ description: 'What is held, and to be returned, for all people in it.' }),
    notYetAccepted: Money.meta({
      description: 'Spending and fees less refunds and contributions, declared and not decided on.',
    }),
    postedLater: Money.meta({
      description:
        'What belongs to days until then and stands on a later one, because its period was closed.',
    }),
    sinceReturn: Money.nullable().meta({
      description: 'What moved in the ledger after the last day of the return.',
    }),
    otherAuthorities: Money.nullable(),
    interest: Money.nullable(),
    statement: Money.nullable().meta({
      description: "The balance on the broker's bank statement.",
    }),
    expected: Money.nullable(),
    difference: Money.nullable().meta({ description: 'Statement less expected.' }),
    proven: z.boolean(),
    words: z.string(),
  })
  .meta({ id: 'PooledProof' });

export const NewOverdrawingSchema = z
  .strictObject({
    cause: z.enum(CAUSES),
    most: AmountAboveZero,
    fromOn: Day,
    untilOn: Day,
    reasons: prose(2000),
  })
  .meta({ id: 'NewOverdrawing' });

export const OverdrawingSchema = z
  .object({
    id: Id,
    arrangementId: Id,
    beneficiaryId: Id,
    cause: z.enum(CAUSES),
    most: Money,
    fromOn: DayText,
    untilOn: DayText,
    reasons: z.string(),
    state: z.enum(STATES).meta({
      description:
        'Overdue: its last day is past, and money is still below zero. To be ended: its last day is past, and none is.',
    }),
    belowZero: Money.meta({ description: 'By how much shares are below zero now, together.' }),
    allowedBy: Id,
    allowedAt: z.string().meta({ format: 'date-time' }),
    endedBy: Id.nullable(),
    endedAt: z.string().meta({ format: 'date-time' }).nullable(),
    entry: EntryId,
  })
  .meta({ id: 'Overdrawing' });
