import { remembered } from './remembered.ts';

/** The parts of a file that hold a statement of an account: of a bank, a card, a broker, a loan. */
const STATEMENTS = ['STMTRS', 'CCSTMTRS', 'INVSTMTRS', 'LOANSTMTRS'];

/** Lists of transactions that are not booked yet. */
const PENDING = ['BANKTRANLISTP', 'CCTRANLISTP', 'BANKTRANP', 'CCTRANP', 'STMTTRNP'];

/** Purchases, sales and income of securities: what a broker's statement has beside the cash. */
const SECURITIES =
  /^(?:(?:BUY|SELL)(?:DEBT|MF|OPT|OTHER|STOCK)|CLOSUREOPT|INCOME|INVEXPENSE|JRNLFUND|JRNLSEC|MARGININTEREST|REINVEST|RETOFCAP|SPLIT|TRANSFER)$/;

/**
 * How deep each part that has parts lies (OFX 1.6 and 2.2, chapters 2, 11 and 13). A part ends
 * every open part that lies as deep or deeper, as banks leave out the tags that close them.
 */
const RANKS: ReadonlyMap<string, number> = new Map(
  [
    'OFX',
    '',
    'SONRS',
    `${STATEMENTS.join(' ')} STATUS PROFRS ACCTINFORS STMTENDRS CCSTMTENDRS SECLIST`,
    'BANKACCTFROM CCACCTFROM INVACCTFROM LOANACCTFROM BANKTRANLIST INVTRANLIST LOANTRANLIST ' +
      'BANKTRANLISTP CCTRANLISTP BANKTRANP CCTRANP INVPOSLIST INVOOLIST LEDGERBAL AVAILBAL INVBAL',
    'INVBANKTRAN BALLIST',
    'STMTTRN STMTTRNP BAL',
    'PAYEE EXTDPAYEE BANKACCTTO CCACCTTO CURRENCY ORIGCURRENCY IMAGEDATA',
  ].flatMap((names, rank) => names.split(' ').map((name) => [name, rank] as const)),
);

/** How deep a part lies; null for the name of a value. */
const rankOf = remembered((name): number | null => {
  const known = RANKS.get(name);
  if (known !== undefined) return known;
  if (/MSGSRSV\d$/.test(name)) return 1;
  if (name.endsWith('TRNRS')) return 2;
  return SECURITIES.test(name) ? 5 : null;
});

/** Whether a part is the statement of an account. */
export const isStatement = (name: string): boolean => STATEMENTS.includes(name);

/** Whether a part is a transaction. */
export const isTransaction = (name: string): boolean => name === 'STMTTRN' || name === 'STMTTRNP';

/** Whether a part is a transaction of securities. */
export const isSecurities = (name: string): boolean => SECURITIES.test(name);

/** Parts that have ended, the innermost first. */
export interface Ended {
  readonly names: readonly string[];
  /** Whether one of them has no tag that closes it. */
  readonly unclosed: boolean;
}

const NONE: Ended = { names: [], unclosed: false };

/** The parts that are open. At most one of each depth, so that no file makes it grow. */
export class OfxStructure {
  #open: string[] = [];

  /** A tag that opens a part, or the name of a value, which ends nothing. */
  open(name: string): Ended {
    const rank = rankOf(name);
    if (rank === null) return NONE;
    const names = this.#end((other) => other >= rank);
    this.#open.push(name);
    return { names, unclosed: names.length > 0 };
  }

  /** A tag that closes a part, and with it the parts within it that were left open. */
  close(name: string): Ended {
    const rank = rankOf(name);
    if (rank === null) return NONE;
    const within = this.#end((other) => other > rank);
    const own = this.#open.at(-1) === name ? this.#end((other) => other >= rank) : [];
    return { names: [...within, ...own], unclosed: within.length > 0 || own.length === 0 };
  }

  /** Whether one of these parts is open. */
  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#open.includes(name));
  }

  /** Whether what is read now is not booked yet. */
  get isPending(): boolean {
    return this.has(...PENDING);
  }

  get isInAccount(): boolean {
    return this.#open.at(-1)?.endsWith('ACCTFROM') === true;
  }

  #end(ends: (rank: number) => boolean): string[] {
    const first = this.#open.findIndex((name) => ends(rankOf(name) ?? 0));
    return first === -1 ? [] : this.#open.splice(first).toReversed();
  }
}
