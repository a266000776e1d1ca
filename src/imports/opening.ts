import type { ShareTerm, Terms } from '../budgets/rules.ts';
import { SECTORS, type Holding, type Sector } from '../ledger/accounts.ts';
import type { AccountUse } from '../payees/store.ts';
import { sum, toText, type Decimal } from '../money.ts';
import type { NewBeneficiary, NewPlan } from '../people/store.ts';

type Day = Temporal.PlainDate;

/** What the book has that a file may name. */
export interface Known {
  readonly funders: ReadonlyMap<string, { readonly id: string; readonly sector: Sector }>;
  /** Brokers' ids by name. */
  readonly brokers: ReadonlyMap<string, string>;
  /** References of people who are registered already. */
  readonly references: ReadonlySet<string>;
}

/** A share as it stands on the start date. */
export interface OpeningShare {
  readonly source: Sector;
  readonly funderId: string;
  readonly term: ShareTerm;
  readonly amount: Decimal;
  /** Public money paid before the start date, and what of it the holder still has. */
  readonly paidToDate: Decimal;
  readonly held: Decimal;
}

export interface OpeningArrangement {
  /** Its budget and its payee, by their places among the person's; no payee outside direct. */
  readonly budget: number;
  readonly payee: number | null;
  readonly brokerId: string | null;
  readonly kind: Holding;
  readonly purpose: string;
  readonly terms: Terms;
  readonly shares: readonly OpeningShare[];
}

export interface OpeningPayee {
  readonly relationship: string;
  readonly name: string;
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly accountName: string;
  /** Null where it is not known. */
  readonly accountUse: AccountUse | null;
}

/** A person with all that the book shall hold about them from the start date on. */
export interface OpeningPerson {
  readonly facts: NewBeneficiary;
  readonly plan: Omit<NewPlan, 'beneficiaryId'>;
  readonly budgets: readonly { readonly startsOn: Day; readonly endsOn: Day }[];
  readonly payees: readonly OpeningPayee[];
  readonly arrangements: readonly OpeningArrangement[];
}

/** What a file comes to. Amounts are text. */
export interface Totals {
  readonly people: number;
  readonly plans: number;
  readonly budgets: number;
  readonly arrangements: number;
  readonly agreed: string;
  readonly agreedBySector: readonly { readonly sector: Sector; readonly amount: string }[];
  readonly paidToDate: string;
  readonly held: string;
}

/** Adds up what people have. */
export function totalsOf(people: readonly OpeningPerson[]): Totals {
  const arrangements = people.flatMap((person) => person.arrangements);
  const shares = arrangements.flatMap((one) => one.shares);
  const agreed = (list: readonly OpeningShare[]): string =>
    toText(sum(list.map((share) => share.amount)));
  return {
    people: people.length,
    plans: people.length,
    budgets: people.reduce((count, person) => count + person.budgets.length, 0),
    arrangements: arrangements.length,
    agreed: agreed(shares),
    agreedBySector: SECTORS.map((sector) => ({
      sector,
      amount: agreed(shares.filter((share) => share.source === sector)),
    })),
    paidToDate: toText(sum(shares.map((share) => share.paidToDate))),
    held: toText(sum(shares.map((share) => share.held))),
  };
}
