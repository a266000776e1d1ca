/** A message of the CAMT family that says what happened on accounts. */
export interface CamtMessage {
  readonly name: 'camt.052' | 'camt.053' | 'camt.054';
  /** The element for one account. */
  readonly part: string;
  /** What one such part is called in words. */
  readonly words: string;
  /** Whether each part must have an opening and a closing balance: only a day's statement has. */
  readonly hasBalances: boolean;
}

/** By the element inside Document, without the version that those of version 1 end in. */
export const MESSAGES: ReadonlyMap<string, CamtMessage> = new Map<string, CamtMessage>([
  [
    'BkToCstmrAcctRpt',
    {
      name: 'camt.052',
      part: 'Rpt',
      words: 'an account report during the day',
      hasBalances: false,
    },
  ],
  [
    'BkToCstmrStmt',
    { name: 'camt.053', part: 'Stmt', words: 'a bank statement', hasBalances: true },
  ],
  [
    'BkToCstmrDbtCdtNtfctn',
    {
      name: 'camt.054',
      part: 'Ntfctn',
      words: 'a notice of debits and credits',
      hasBalances: false,
    },
  ],
]);

/** Other messages banks send, by the element inside Document. */
export const OTHER_MESSAGES: ReadonlyMap<string, string> = new Map([
  ['CstmrCdtTrfInitn', 'a payment order (pain.001)'],
  ['CstmrPmtStsRpt', 'a payment status report (pain.002)'],
  ['CstmrDrctDbtInitn', 'a direct debit order (pain.008)'],
  ['FIToFICstmrCdtTrf', 'a payment between banks (pacs.008)'],
  ['PmtRtr', 'a returned payment between banks (pacs.004)'],
]);
