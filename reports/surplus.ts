import { holdersMoney, mayKeep, owedByHolders } from '../src/reports/holders-money.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const money = (name: string, meaning: string): ReportColumn => ({ name, type: 'money', meaning });

/** Who holds more than may be kept, and what became of what was to come back. */
export const report: Report = {
  name: 'surplus',
  group: 'finance',
  question: 'Who holds more than the rule lets them keep, and what was reclaimed and came back?',
  notes:
    'What is held, less what the holder owes because of assistants, is free; of that the rule ' +
    'retained_weeks says how many weeks of the payments in force may be kept. A single payment has ' +
    'no weeks, and once an arrangement has ended nothing may be kept. The surplus is to be looked ' +
    "at, not to be reclaimed unseen: a person's own money is in it. Reclaimed is what was decided " +
    'to come back, whatever became of it. Arrangements with neither are left out.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'beneficiary', type: 'text', meaning: 'The reference of the child or young person.' },
    { name: 'arrangement', type: 'id', meaning: 'The arrangement, by its number.' },
    { name: 'kind', type: 'text', meaning: 'How the money is held: direct or third_party.' },
    money('held', "With the family or broker, in pounds; the person's own money is in it."),
    money('owed', 'Of that: owed because of assistants.'),
    money('weekly', 'A week of the payments in force.'),
    money('may_keep', 'So many weeks of them, by the rule.'),
    money('surplus', 'Held less owed, above what may be kept.'),
    money('reclaimed', 'Decided to come back: repaid, to return, recoverable and written off.'),
    money('repaid', 'Of the reclaimed: back on an account of the authority.'),
    money('to_return', 'Of the reclaimed: still with the holder.'),
    money('recoverable', 'Of the reclaimed: gone, and owed back.'),
    money('written_off', 'Of the reclaimed: given up.'),
  ],
  query: (tx, at) => tx.sql`
    select p.reference as beneficiary, m.arrangement_id::text as arrangement, m.holding as kind,
      m.held::text as held, m.owed::text as owed, m.weekly::text as weekly,
      m.may_keep::text as may_keep, m.surplus::text as surplus,
      (m.repaid + m.to_return + m.recoverable + m.written_off)::text as reclaimed,
      m.repaid::text as repaid, m.to_return::text as to_return,
      m.recoverable::text as recoverable, m.written_off::text as written_off
    from (
      select m.*, coalesce(o.owed, 0.00) as owed, coalesce(k.weekly, 0.00) as weekly,
        coalesce(k.may_keep, 0.00) as may_keep,
        greatest(m.held - coalesce(o.owed, 0.00) - coalesce(k.may_keep, 0.00), 0.00) as surplus
      from (${holdersMoney(tx, at)}) as m
      left join (${mayKeep(tx, at)}) as k on k.arrangement_id = m.arrangement_id
      left join (${owedByHolders(tx, at)}) as o on o.arrangement_id = m.arrangement_id
    ) as m
    join arrangements a on a.id = m.arrangement_id
    join beneficiaries p on p.id = a.beneficiary_id
    where m.surplus > 0 or m.repaid <> 0 or m.to_return <> 0 or m.recoverable <> 0
      or m.written_off <> 0
    order by p.reference, m.arrangement_id`,
};
