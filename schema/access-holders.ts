import {
  OFFICE,
  PARTNERS,
  arrangement,
  counting,
  kindIs,
  ofMyBroker,
  office,
  setting,
} from './access-conditions.ts';
import {
  ADD,
  OF_OWN_ACCOUNT,
  follows,
  ofArrangement,
  ofBroker,
  ofHolder,
  ofPartner,
  officeOnly,
  reference,
  type Access,
} from './access-shapes.ts';

/** Who may see and do what with brokers, returns, orders, partners and transfers. */
export const HOLDERS_AND_PARTNERS: Readonly<Record<string, Access>> = {
  broker_agreements: {
    service: ADD,
    see: `${kindIs(...OFFICE, 'administrator')} or (${kindIs('broker')} and broker_id = ${setting('broker')}::uuid)`,
    alsoWrites: kindIs('administrator'),
  },
  broker_agreement_endings: {
    service: ADD,
    see: `${kindIs(...OFFICE, 'administrator')} or exists (select from broker_agreements x
      where x.id = TABLE.agreement_id)`,
    alsoWrites: kindIs('administrator'),
  },
  broker_fees: ofBroker(),
  pooled_accounts: ofBroker(),
  pooled_arrangements: ofHolder(ADD, false),
  overdrawings: officeOnly(),
  overdrawing_endings: officeOnly(),

  return_terms: {
    service: ADD,
    see: `${office} or exists (select from pooled_accounts x where x.id = TABLE.pooled_account_id)
      or exists (select from payees x where x.id = TABLE.payee_id)`,
  },
  // A broker's return is the broker's; a family sees and sends those of its own account, and of a
  // broker's return what it says of their own arrangement.
  holders_returns: {
    service: ADD,
    see: `${office} or ${ofMyBroker()} or ${OF_OWN_ACCOUNT}`,
    alsoWrites: `${ofMyBroker()} or ${OF_OWN_ACCOUNT}`,
  },
  return_people: ofHolder(ADD, true),
  return_lines: ofHolder(ADD, true, true),
  payroll_summaries: ofHolder(ADD, true),
  return_files: ofHolder(ADD, true, true),
  return_messages: ofHolder(ADD, true, true),
  return_decisions: ofHolder(ADD, false),
  return_differences: ofHolder(ADD, true, true),
  difference_steps: follows('difference_id', 'return_differences'),
  refunds: ofHolder(ADD, false),
  liability_movements: ofHolder(ADD, false),

  providers: reference(ADD),
  sole_trader_corrections: reference(ADD),
  orders: ofArrangement(),
  order_shares: ofArrangement(),
  deliveries: ofArrangement(),
  order_freeings: ofArrangement(),
  invoices: officeOnly(),
  invoice_lines: ofArrangement(),
  // What was done about a line is seen by whoever sees the line: a partner that holds the money.
  invoice_steps: {
    service: ADD,
    see: `${office} or exists (select from invoice_lines x
      where x.invoice_id = TABLE.invoice_id and x.line = TABLE.line)`,
  },
  credit_notes: officeOnly(),
  invoice_payments: officeOnly(),
  invoice_payment_lines: officeOnly(),

  partners: reference(ADD),
  recharges: ofPartner(),
  recharge_lines: {
    service: ADD,
    see: `${office} or (${kindIs(...PARTNERS)} and exists (select from recharges x
      where x.id = TABLE.recharge_id))`,
  },
  recharge_issues: follows('recharge_id', 'recharges'),
  recharge_withdrawals: follows('recharge_id', 'recharges'),
  partner_receipts: ofPartner(),
  recharge_settlements: ofPartner(),
  funds: reference(ADD),
  fund_members: reference(ADD),

  arrangement_transfers: {
    service: ADD,
    see: `${counting} or ${arrangement('from_arrangement_id')} or ${arrangement('to_arrangement_id')}`,
  },
  arrangement_transfer_shares: follows('transfer_id', 'arrangement_transfers'),
  arrangement_transfer_decisions: follows('transfer_id', 'arrangement_transfers'),
};
