/** A guarded account that a posting would take below zero: what is there and what was asked. */
export interface Shortfall {
  readonly account: string;
  readonly available: string;
  readonly asked: string;
  /** The day on which the balance would fall short, where a later day is the trouble. */
  readonly on?: string;
}

export type Refusal =
  | { readonly type: 'not-covered'; readonly shortfalls: readonly Shortfall[] }
  | { readonly type: 'key-reused'; readonly keys: readonly string[] }
  | {
      readonly type: 'flow-not-allowed';
      readonly kind: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly type: 'account-unknown'; readonly accounts: readonly string[] }
  | { readonly type: 'already-reversed'; readonly entry: string }
  | { readonly type: 'entry-unknown'; readonly entry: string };

/** The ledger will not post: nothing of the set was written. */
export class LedgerRefusal extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`The ledger refused a posting: ${refusal.type}.`);
    this.name = 'LedgerRefusal';
    this.refusal = refusal;
  }
}
