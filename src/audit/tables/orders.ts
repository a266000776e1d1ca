import { FREE_TEXT, PERSONAL, type TableDecisions } from '../table-form.ts';

/** Orders, invoices, partners and funds. */
export const ORDERS: TableDecisions = {
  deliveries: {
    about: 'What of an order was delivered in a part of its period, against what was planned.',
    columns: `id order_id arrangement_id beneficiary_id from_on to_on planned delivered replaces recorded_by recorded_at`,
  },
  order_freeings: {
    about: 'A part of an order that will not be used: it is available again.',
    columns: `id order_id arrangement_id beneficiary_id quantity amount freed_on cause freed_by recorded_at entry_id`,
  },
  order_shares: {
    about:
      "How an order's amount is committed to each share, for reading; the ledger has the same.",
    columns: `order_id arrangement_id beneficiary_id share_id amount`,
  },
  orders: {
    about:
      'A commitment under a notional arrangement: a service, so many of a unit, at a rate, in a period, from a provider.',
    columns: `id arrangement_id beneficiary_id provider_id unit quantity rate amount from_on to_on held_by quantity_tolerance rate_tolerance ordered_by ordered_at entry_id`,
    without: { service: FREE_TEXT },
  },
  providers: {
    about:
      'Who provides a service that is ordered, and sends the invoice. Whether it is a sole trader is as it was said first: see sole_trader_corrections.',
    columns: `id sole_trader recorded_by recorded_at`,
    without: {
      name: 'A provider may be a person who works alone.',
      vat_number: 'A provider may be a person who works alone.',
    },
  },
  sole_trader_corrections: {
    about: 'Whether a provider is a sole trader, put right: the last of a provider counts.',
    columns: `provider_id seq sole_trader recorded_by recorded_at`,
  },
  credit_notes: {
    about: "A provider's credit note, whole: its lines are the steps that name it.",
    columns: `id provider_id invoice_id number number_key credited_on net vat recorded_by recorded_at entry_id`,
  },
  invoice_lines: {
    about: 'A line of an invoice, of one order.',
    columns: `invoice_id line provider_id order_id arrangement_id beneficiary_id from_on to_on quantity rate net vat`,
  },
  invoice_payment_lines: {
    about: 'What of each invoice was paid.',
    columns: `payment_id invoice_id provider_id seq previous before amount after`,
  },
  invoice_payments: {
    about:
      "Invoices that were paid: by the authority's creditor payments from a bank account, or by the partner that holds the money.",
    columns: `id bank_account_id held_by paid_on reference total recorded_by recorded_at entry_id`,
  },
  invoice_steps: {
    about:
      'What was done about a line of an invoice, step by step: so much of it is accepted, by somebody other than who recorded the invoice; queried, with a cause; the query withdrawn; found not to be owed; or credited by the provider.',
    columns: `id invoice_id line seq step net vat effective_on cause credit_number recorded_by by at entry_id`,
    without: { note: FREE_TEXT },
  },
  invoices: {
    about: "A provider's invoice, as it came.",
    columns: `id provider_id number number_key invoiced_on received_on due_on net vat gross recorded_by recorded_at entry_id`,
  },
  partner_receipts: {
    about:
      'Money that came from a partner; where its line of the bank statement is known, that line once.',
    columns: `id funder_id bank_account_id received_on amount reference bank_line_id recorded_by recorded_at entry_id`,
  },
  partners: {
    about: 'A funder outside the authority: it pays its share of what was really spent.',
    columns: `funder_id organisation since_on recorded_by recorded_at entry_id`,
  },
  recharge_issues: {
    about: 'A second person sent the statement: the partner owes it.',
    columns: `recharge_id drawn_up_by issued_by issued_at issued_on due_on entry_id`,
  },
  recharge_lines: {
    about: 'What of a recharge is for which share.',
    columns: `recharge_id share_id arrangement_id beneficiary_id spent part paid_by_partner before amount`,
  },
  recharge_settlements: {
    about: 'What of a receipt pays what of a recharge.',
    columns: `id funder_id recharge_id recharge_amount recharge_seq recharge_previous recharge_before recharge_after receipt_id receipt_amount receipt_seq receipt_previous receipt_before receipt_after amount by at entry_id`,
  },
  recharge_withdrawals: {
    about: 'A recharge that was drawn up and is not to be sent.',
    columns: `recharge_id withdrawn_by withdrawn_at reason entry_id`,
  },
  recharges: {
    about:
      'What a partner owes for a span of days: its share of what was spent up to the last of them, less what it was recharged before.',
    columns: `id funder_id number from_on to_on amount lines drawn_up_by drawn_up_at`,
  },
  fund_members: {
    about: 'What each funder puts into a fund, and its part of what is over or short.',
    columns: `fund_id position funder_id contribution risk_numerator risk_denominator`,
  },
  funds: {
    about:
      'A fund of several partners for a span of days, a year as a rule: pooled (section 75 of the NHS Act 2006), where what is over or short is shared by risk; or aligned, where each bears its own.',
    columns: `id name kind from_on to_on host agreement recorded_by recorded_at entry_id`,
    without: { manager: PERSONAL },
  },
  funders: {
    about: 'Who pays: a funder of one sector, e.g.',
    columns: `id name sector`,
  },
};
