import type { Asked, Service } from './service.ts';

/** An option of a command. */
export interface OptionFacts {
  readonly flags: string;
  readonly says: string;
  readonly choices?: readonly string[];
  readonly required?: true;
}

/** What was given on the command line. */
export interface Given {
  readonly args: readonly string[];
  /** The arguments after the named ones, of a command that takes as many as you like. */
  readonly rest: readonly string[];
  readonly option: (name: string) => string | undefined;
  readonly has: (name: string) => boolean;
  /** The id of the bank account of `--account`. */
  readonly account: () => Promise<string>;
}

/** What every command of `bank` is called, and how it is explained. */
interface Explained {
  /** The name and the arguments, e.g. `accept <run> [numbers...]`. */
  readonly usage: string;
  readonly summary: string;
  readonly description: string;
  /** An example, after `bank `. */
  readonly example: string;
  readonly options?: readonly OptionFacts[];
  /** Whether it is about one bank account, so that it takes `--account`. */
  readonly ofAccount?: true;
}

/** One request, and how its answer reads. */
export interface Request extends Explained {
  readonly asks: (given: Given) => Asked | Promise<Asked>;
  /** A list is read to its end, page after page. */
  readonly pages?: true;
  readonly print: (answer: never) => string;
}

/** What takes more than one request, or has an answer that is not JSON. */
export interface Procedure extends Explained {
  /** @returns the answer for `--json`, and how it reads */
  readonly runs: (service: Service, given: Given) => Promise<Outcome>;
}

export interface Outcome {
  readonly answer: unknown;
  readonly text: string | Uint8Array;
}

export type BankCommand = Request | Procedure;

/** A part of a path: whatever is typed stays one part. */
export const at = (part: string | undefined): string => encodeURIComponent(part ?? '');

/** @throws Error with the sentence, unless what was typed is right */
export function refuseUnless(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}
