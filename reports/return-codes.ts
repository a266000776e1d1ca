import { recordedBy } from '../src/law/store.ts';
import type { Report } from '../src/reports/report.ts';

/** How our words are mapped to each national return, with the source and how sure we are. */
export const report: Report = {
  name: 'return-codes',
  group: 'national returns',
  question: 'What are our words called in each national return, and how sure are we of it?',
  callers: ['finance_officer', 'approver', 'auditor', 'commissioner', 'administrator'],
  columns: [
    { name: 'return', type: 'text', meaning: 'sen2, phb (NHS), cld (adults) or s251.' },
    { name: 'item', type: 'text', meaning: 'The item of the return.' },
    { name: 'ours', type: 'text', meaning: 'Our word.' },
    { name: 'code', type: 'text', meaning: 'What the return has for it; empty for nothing.' },
    { name: 'from_on', type: 'date', meaning: 'From when it holds.' },
    { name: 'revision', type: 'count', meaning: 'How often it was put right, from 1.' },
    { name: 'meaning', type: 'text', meaning: 'What it stands for.' },
    { name: 'source', type: 'text', meaning: 'Where we have it from.' },
    {
      name: 'confidence',
      type: 'text',
      meaning: 'verified, secondary, analogous, memory (check it before you rely on it) or local.',
    },
  ],
  query: (tx, at) => tx.sql`
    select distinct on (return, item, ours) return, item, ours, code,
      effective_on::text as from_on, revision::text as revision, meaning, source, confidence
    from national_return_codes
    where effective_on <= ${at.asAt.toString()}::date
      and ${recordedBy(tx, at.knownMoment)}
    order by return, item, ours, effective_on desc, national_return_codes.revision desc`,
};
