import { expect, it } from 'vitest';
import { EVIDENCE_CHECKS } from '../../src/commands/evidence-checks.ts';
import { WRITE_OFF_CHECKS } from '../../src/commands/evidence/reconciliation.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { CHECKS } from '../../src/ledger/verify/checks.ts';
import { journalIsAsOutside } from '../../src/ledger/verify/outside-journal.ts';
import { outsideAddsUp, signaturesHold } from '../../src/ledger/verify/outside-heads.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import { bankLines } from '../support/bank-matching.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { postParts } from '../support/line-postings.ts';
import { aPayable } from '../support/payable.ts';
import { addPartner } from '../support/partner-book.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

const NEEDS_THE_RECORD_OUTSIDE = [journalIsAsOutside, outsideAddsUp, signaturesHold];

/** What every check finds wrong in a book, but for those of the record outside. */
async function offendersOf({ api }: Council): Promise<string[]> {
  return api.db.run(async (tx) => {
    const evidenceChecks = [...EVIDENCE_CHECKS, ...WRITE_OFF_CHECKS];
    const work = { tx, evidenceChecks, onProgress: () => {} } as unknown as Work;
    const found: string[] = [];
    for (const check of CHECKS) {
      if (NEEDS_THE_RECORD_OUTSIDE.includes(check)) continue;
      found.push(...(await check.run(work)).named);
    }
    expect(CHECKS).toContain(evidenceIsUnchanged);
    return found;
  });
}

async function contributing({ staff, funders }: Council): Promise<string> {
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const contribution = { weekly: '40.00', paid: 'gross' };
  const terms = weeklyTerms(person, funders.social_care, '350.00', '2026-04-06', { contribution });
  return agreed(staff, budget, terms);
}

it('a book holds with every kind of part posted, undone, written off, and on a closed day', async () => {
  const book = await council();
  const { finance, approver } = book.staff;
  const direct = await aPayable(book);
  const person = await contributing(book);
  await book.pay('2026-04-02');
  book.on('2026-05-20');
  await addPartner(book, book.funders.health);
  const [into, more, out, late] = await bankLines(book, [
    ['2026-04-08', '500.00', { reference: 'A' }],
    ['2026-04-09', '500.00', { reference: 'B' }],
    ['2026-04-10', '-40.00', { reference: 'C' }],
    ['2026-04-11', '70.00', { reference: 'D' }],
  ]);
  const repayment = { to: 'repayment', arrangementId: direct, amount: '100.01', split: 'by_held' };
  const all = [
    { to: 'interest', amount: '1.00' },
    { to: 'charge', amount: '2.00' },
    { to: 'treasury', amount: '3.00' },
    { to: 'suspense', amount: '4.00' },
    { to: 'partner', partnerId: book.funders.health, amount: '5.00', reference: 'ICB' },
    { to: 'contribution', arrangementId: person, source: 'contribution', amount: '6.00' },
    repayment,
  ];
  const posted = await ok(postParts(finance, into, all));
  for (const { matchId } of posted.parts) {
    await ok(finance.post(`/matches/${matchId}/undo`, { reason: 'not_for_this' }));
  }
  const again = all.map((part) =>
    part.to === 'partner' || part.to === 'contribution' ? { ...part, reference: 'AGAIN' } : part,
  );
  await ok(postParts(finance, more, again));
  expect(await offendersOf(book)).toEqual([]);

  await ok(finance.post('/period-closings', { closedThrough: '2026-04-30', reason: 'month_end' }));
  const ofLate = await ok(
    postParts(finance, late, [
      { ...repayment, amount: '10.00' },
      { to: 'contribution', arrangementId: person, source: 'contribution', amount: '20.00' },
      { to: 'partner', partnerId: book.funders.health, amount: '20.00', reference: 'LATE' },
    ]),
  );
  for (const { matchId } of ofLate.parts) {
    await ok(finance.post(`/matches/${matchId}/undo`, { reason: 'not_for_this' }));
  }
  for (const [lineId, amount] of [
    [out, '40.00'],
    [late, '30.00'],
  ]) {
    const note = 'Nobody knows it';
    const one = await ok(
      finance.post('/write-offs', { lineId, amount, reason: 'sender_unknown', note }),
    );
    const { decision } = await ok(
      approver.post(`/write-offs/${one.id}/decision`, { approved: true }),
    );
    if (lineId !== late) continue;
    await ok(finance.post(`/matches/${decision.matchId}/undo`, { reason: 'not_for_this' }));
  }
  expect(await offendersOf(book)).toEqual([]);
});
