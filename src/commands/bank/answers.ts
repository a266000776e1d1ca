import type { z } from 'zod';
import type { ExceptionSchema, SummarySchema } from '../../reconciliation/exceptions/schemas.ts';
import type { ImportSchema } from '../../reconciliation/importing/schemas.ts';
import type {
  BankLineWithMatchesSchema,
  ExpectedLineSchema,
  MatchSchema,
} from '../../reconciliation/matching/schemas.ts';
import type {
  AcceptedSchema,
  MatchRunSchema,
  ProposalSchema,
} from '../../reconciliation/matching/search-schemas.ts';
import type { PostingsSchema } from '../../reconciliation/postings/schemas.ts';
import type { WriteOffSchema } from '../../reconciliation/postings/write-off-schemas.ts';
import type {
  BankAccountSchema,
  BankLineSchema,
  PositionSchema,
} from '../../reconciliation/schemas.ts';
import type { SignOffSchema } from '../../reconciliation/sign-off/schemas.ts';

/** What the service answers, as its routes describe it. */
export type Account = z.output<typeof BankAccountSchema>;
export type Line = z.output<typeof BankLineSchema>;
export type LineWithMatches = z.output<typeof BankLineWithMatchesSchema>;
export type Expected = z.output<typeof ExpectedLineSchema>;
export type Match = z.output<typeof MatchSchema>;
export type MatchRun = z.output<typeof MatchRunSchema>;
export type Proposal = z.output<typeof ProposalSchema>;
export type Accepted = z.output<typeof AcceptedSchema>;
export type Exception = z.output<typeof ExceptionSchema>;
export type Position = z.output<typeof PositionSchema>;
export type Import = z.output<typeof ImportSchema>;
export type Postings = z.output<typeof PostingsSchema>;
export type WriteOff = z.output<typeof WriteOffSchema>;
export type SignOff = z.output<typeof SignOffSchema>;

export interface List<Item> {
  readonly items: readonly Item[];
}

/** What is to be done, of which only this is printed. */
export interface Work {
  readonly position: Position;
  readonly openLines: { readonly in: Total; readonly out: Total };
  readonly expectedLines: number;
  readonly lastSearch: { readonly id: string; readonly toAccept: number } | null;
  readonly exceptions: readonly z.output<typeof SummarySchema>[];
  readonly lastImport: { readonly name: string; readonly statementTo: string | null } | null;
  readonly signedOffThrough: string | null;
  readonly toDo: readonly { readonly do: string; readonly why: string }[];
}

interface Total {
  readonly count: number;
  readonly sum: string;
}
