import { Offenders, type Finding } from '../../ledger/verify/check.ts';

/** How many records are read at a time. */
export const BATCH = 2000;

/** A record with the digest that its entry holds. */
export interface Held {
  readonly entry: string;
  readonly evidence: Buffer | null;
}

/** Compares what rows give with the evidence their entries hold, a batch at a time. */
export async function compare<T extends Held>(
  what: string,
  batches: AsyncIterable<readonly T[]>,
  digestOf: (row: T) => Uint8Array | Promise<Uint8Array>,
): Promise<Finding> {
  const offenders = new Offenders();
  let count = 0;
  for await (const rows of batches) {
    for (const row of rows) {
      count += 1;
      const same = row.evidence?.equals(await digestOf(row)) === true;
      if (!same) offenders.add(`entry ${row.entry}: the ${what} is not what was decided`);
    }
  }
  return { figure: `${count} × ${what}`, found: offenders.found, named: offenders.named };
}

/** One batch. */
export async function* once<T>(rows: PromiseLike<T>): AsyncGenerator<T> {
  yield await rows;
}
