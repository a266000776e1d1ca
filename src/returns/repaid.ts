import type { Fragment, Tx } from '../database/transactions.ts';

/**
 * Whether a side of an entry counts as far as repayments go: s is the side with its kind by name, e
 * its entry. A repayment that was taken back, because the line of the bank was another's, counts on
 * no day, and neither does what took it back.
 */
export const repaymentStands = ({ sql }: Tx): Fragment => sql`
  case s.kind
    when 'repaid' then not exists (select from entries r where r.reverses = e.id)
    when 'reversal' then not exists (
      select from entries o join entry_kinds k on k.id = o.kind and k.name = 'repaid'
      where o.id = e.reverses)
    else true end`;
