import { ok, type Person, type Staff } from './book.ts';

/** Proposes an arrangement in a budget and has a panel member agree it. @returns its id */
export async function agreed(staff: Staff, budgetId: string, terms: object): Promise<string> {
  const made = await ok(staff.caseworker.post(`/budgets/${budgetId}/arrangements`, terms));
  await ok(staff.panel.post(`/arrangements/${made.id}/agreement`), 200);
  return made.id;
}

/** A direct payment of one funder, so much a week, in four-week periods paid in advance. */
export const weeklyTerms = (
  person: Person,
  funderId: string,
  weekly: string,
  firstPeriodOn: string,
  more: object = {},
) => ({
  kind: 'direct',
  purpose: 'Personal assistant',
  payeeId: person.payeeId,
  weekly,
  effectiveOn: firstPeriodOn,
  shares: [{ funderId, fraction: '1/1' }],
  schedule: { every: '4_weeks', firstPeriodOn, instalments: 13, paid: 'in_advance' },
  reason: 'Agreed at panel',
  ...more,
});

/** Balances of an arrangement's guarded accounts by class. */
export const BALANCES = `
  select c.name, b.balance from account_balances b join accounts a on a.id = b.account_id
  join account_classes c on c.id = a.class where a.arrangement_id = $1`;
