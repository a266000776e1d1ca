import { z } from 'zod';
import { Id, line } from '../http/schemas.ts';

export const PublishedFileQuery = z.object({
  name: line(200).meta({ description: "The file's name.", examples: ['personal_budgets.csv'] }),
});

export const PublishedFileSchema = z
  .object({
    id: Id,
    figures: z.enum(['personal_budgets', 'plans']),
    name: z.string(),
    sha256: z.string(),
    rows: z.number().int(),
    periods: z.array(z.string()).meta({
      description: 'The periods it has figures of, as it writes them: 202425 is January 2025.',
    }),
    importedBy: Id,
    importedAt: z.string(),
  })
  .meta({ id: 'PublishedFile' });

export const AddedPublishedFileSchema = z
  .object({
    file: PublishedFileSchema,
    added: z.boolean().meta({ description: 'False where the same file was imported before.' }),
  })
  .meta({ id: 'AddedPublishedFile' });
