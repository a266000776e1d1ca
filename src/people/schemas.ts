import { z } from 'zod';
import { Day, DayText, Id, line } from '../http/schemas.ts';

export const Address = z.strictObject({
  lines: line(300),
  postcode: z
    .string()
    .regex(/^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/, 'A postcode is written "ME14 1XQ".'),
  protected: z.boolean().meta({ description: 'A protected address is shown to caseworkers only.' }),
});

const facts = {
  givenName: line(100),
  familyName: line(100),
  bornOn: Day,
  sex: z.enum(['female', 'male', 'not_stated']),
  ethnicity: z
    .string()
    .regex(/^[A-Z]{4}$/, 'An ethnicity code has four capital letters, e.g. WBRI.'),
  placement: line(60).meta({ description: 'Type of placement, as the national return has it.' }),
  postcodeDistrict: z
    .string()
    .regex(/^[A-Z]{1,2}\d[A-Z\d]?$/, 'A postcode district is the first half, e.g. ME14.'),
};

export const NewBeneficiarySchema = z
  .strictObject({ reference: line(40), ...facts, address: Address.optional() })
  .meta({ id: 'NewBeneficiary' });

export const BeneficiaryChangeSchema = z
  .strictObject({ ...facts, address: Address })
  .partial()
  .meta({ id: 'BeneficiaryChange' });

export const BeneficiarySchema = z
  .object({
    id: Id,
    reference: z.string(),
    givenName: z.string().nullable(),
    familyName: z.string().nullable(),
    bornOn: DayText.nullable(),
    sex: z.string(),
    ethnicity: z.string(),
    placement: z.string(),
    postcodeDistrict: z.string().nullable(),
    address: z
      .object({ lines: z.string(), postcode: z.string(), protected: z.boolean() })
      .nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Beneficiary' });

export const NewPlanSchema = z
  .strictObject({
    startsOn: Day,
    reviewBy: Day,
    provision: z
      .array(
        z.strictObject({
          section: z.enum(['F', 'G', 'H1', 'H2']),
          provision: line(500),
          outcome: line(500),
        }),
      )
      .min(1)
      .max(100),
  })
  .meta({ id: 'NewPlan' });

export const PlanSchema = z
  .object({
    id: Id,
    startsOn: DayText,
    reviewBy: DayText,
    ceasedOn: DayText.nullable(),
    provision: z.array(
      z.object({ id: Id, section: z.string(), provision: z.string(), outcome: z.string() }),
    ),
  })
  .meta({ id: 'Plan' });

export const NewAccessSchema = z
  .strictObject({
    subject: line(255).meta({ description: 'The `sub` claim of the family user.' }),
    issuer: z
      .url({ protocol: /^https?$/, error: 'An issuer is an address: https://login.example.' })
      .max(255, 'At most 255 characters.')
      .optional()
      .meta({ description: 'Where they sign in; the usual issuer if left out.' }),
    relationship: z.enum(['young_person', 'parent', 'nominee', 'representative']),
    fromOn: Day,
    toOn: Day.optional(),
    arrangementId: Id.optional().meta({
      description: 'Only this arrangement, not the whole budget.',
    }),
    seesAddress: z.boolean(),
  })
  .meta({ id: 'NewFamilyAccess' });

export const AccessChangeSchema = z
  .strictObject({ toOn: Day.nullable(), seesAddress: z.boolean() })
  .partial()
  .meta({ id: 'FamilyAccessChange' });

export const AccessSchema = z
  .object({
    id: Id,
    beneficiaryId: Id,
    userId: Id,
    relationship: z.string(),
    fromOn: DayText,
    toOn: DayText.nullable(),
    arrangementId: Id.nullable(),
    seesAddress: z.boolean(),
    version: z.number().int(),
  })
  .meta({ id: 'FamilyAccess' });
