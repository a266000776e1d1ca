import { WORDS } from './words.ts';

/** What the ends of names say, for the names that words.ts does not have. */
const ENDS: readonly (readonly [end: string, meaning: (rest: string) => string])[] = [
  ['_by', (rest) => `The user that it was ${rest} by.`],
  ['_at', (rest) => `When it was ${rest}.`],
  ['_on', (rest) => `The day on which it was ${rest}.`],
  ['_id', (rest) => `The number of its ${rest}.`],
];

/**
 * What a column means, for whoever reads a file of the bundle.
 *
 * @throws Error for a name that nothing is said of yet
 */
export function meaningOf(name: string): string {
  const word = WORDS[name];
  if (word !== undefined) return word;
  for (const [end, meaning] of ENDS) {
    if (name.endsWith(end)) return meaning(name.slice(0, -end.length).replaceAll('_', ' '));
  }
  throw new Error(`Nothing says what a column ${name} means; say it in src/audit/words.ts.`);
}

/**
 * What the AICPA Audit Data Standards (ADS: General Ledger and Base, 2015) and ISO 21378:2019 call a
 * column. The journal has one line for each transfer where the standards have two: a credit to
 * `from_account` and a debit to `to_account`.
 */
const STANDARDS: Readonly<Record<string, string>> = {
  'entries.id': 'ADS GL_Detail.Journal_ID',
  'entries.kind': 'ADS GL_Detail.Source',
  'entries.effective_on': 'ADS GL_Detail.Effective_Date',
  'entries.recorded_at': 'ADS GL_Detail.Entered_Date and Entered_Time',
  'entries.by': 'ADS GL_Detail.Entered_By',
  'entries.reason': 'ADS GL_Detail.JE_Header_Description',
  'entries.reverses': 'ADS GL_Detail.Reversal_Journal_ID',
  'transfers.entry_id': 'ADS GL_Detail.Journal_ID',
  'transfers.line': 'ADS GL_Detail.Journal_ID_Line_Number',
  'transfers.effective_on': 'ADS GL_Detail.Effective_Date',
  'transfers.from_account': 'ADS GL_Detail.GL_Account_Number of the credit',
  'transfers.to_account': 'ADS GL_Detail.GL_Account_Number of the debit',
  'transfers.amount': 'ADS GL_Detail.Amount',
  'accounts.id': 'ADS Chart_Of_Accounts.GL_Account_Number',
  'accounts.class': 'ADS Chart_Of_Accounts.GL_Account_Name',
  'account_classes.name': 'ADS Chart_Of_Accounts.GL_Account_Name',
  'account_classes.kind': 'ADS Chart_Of_Accounts.Account_Type',
  'account_classes.source': 'ADS Chart_Of_Accounts.Account_Subtype',
  'entry_kinds.name': 'ADS Source_Listing.Source',
  'entry_kinds.meaning': 'ADS Source_Listing.Source_Description',
  'users.id': 'ADS User_Listing.User_ID; ISO 21378 BAS_User',
  'lettings_in.user_id': 'ADS User_Listing.User_ID; ISO 21378 BAS_User',
  'lettings_in.kind': 'ADS User_Listing.Title',
  'bank_accounts.id': 'ISO 21378 BAS_Bank_Account',
  'providers.id': 'ADS Supplier_Listing.Supplier_Account_ID; ISO 21378 BAS_Supplier',
  'invoices.id': 'ADS Invoices_Received.Invoice_ID',
  'invoices.number': 'ADS Invoices_Received.Invoice_Number',
  'invoices.invoiced_on': 'ADS Invoices_Received.Invoice_Date',
  'invoices.due_on': 'ADS Invoices_Received.Invoice_Due_Date',
  'invoices.gross': 'ADS Invoices_Received.Invoice_Amount',
  'invoice_payments.id': 'ADS Payments_Made.Payment_ID',
  'invoice_payments.paid_on': 'ADS Payments_Made.Payment_Date',
  'invoice_payments.total': 'ADS Payments_Made.Payment_Amount',
  'pay_run_approvals.drawn_up_by': 'ADS Entered_By',
  'pay_run_approvals.approved_by': 'ADS Approved_By',
};

/** What published standards call a column; null where they have no name for it. */
export function standardOf(table: string, column: string): string | null {
  return STANDARDS[`${table}.${column}`] ?? null;
}
