import { z } from 'zod';
import { EntryId, Id, UUID_FORM, pagingBy } from '../http/schemas.ts';

/** Who may have the books to take away. */
export const TAKERS = ['auditor', 'approver'] as const;

export const ById = z.object({ id: Id });

const CURSOR = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z_${UUID_FORM.source.slice(1)}`);
export const BundlesQuery = pagingBy(CURSOR);

export const BundleSchema = z
  .object({
    id: Id,
    name: z.string(),
    throughEntry: EntryId.meta({ description: 'The last entry that is in it.' }),
    size: z.string().meta({ description: 'How many entries its seal is over.' }),
    bytes: z.string(),
    sha256: z.string(),
    takenBy: Id,
    takenAt: z.string(),
  })
  .meta({ id: 'AuditBundle' });

export const BundleStateSchema = z
  .object({
    id: Id,
    state: z.enum(['waiting', 'making', 'whole', 'failed', 'interrupted', 'gone']).meta({
      description: `Whole: it can be fetched. Interrupted: it was cut off, and the service goes on with it
        within a minute, or when it starts again. Failed: it was tried three times. Gone: it was made, and its file is no longer kept.`,
    }),
    rows: z.number().int(),
    of: z.number().int().meta({ description: 'About how many rows there will be.' }),
    bytes: z.number().int(),
    bundle: BundleSchema.nullable(),
  })
  .meta({ id: 'AuditBundleState' });
