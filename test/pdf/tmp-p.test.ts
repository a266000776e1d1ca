import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { statementPdf } from '/work/main/src/partners/statement-files.ts';
it('x', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => ({ shareId: 'x', arrangementId: '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47', person: n === 50 ? 'Ŵ Łukasz 漢 & a long reference that needs to wrap' : `B-${n}`, spent: '12321.46', part: '3107.15', paidByPartner: '-10.00', before: '1440.48', amount: '1234566.67' }));
  async function* b() { yield rows; }
  const buf = await statementPdf({ partner: { id: '', name: 'ICB', organisation: 'NHS Kent & Medway', sector: 'health' }, recharge: { id: '', number: 2, from: '2026-07-01', to: '2026-09-30', issuedOn: '2026-10-06', dueOn: '2026-11-05' }, account: { broughtForward: '1440.48', received: '1000.48', recharged: '1666.67', outstanding: '2106.67' }, totals: { spent: '9321.46', part: '3107.15', paidByPartner: '0.00', before: '1440.48', amount: '1666.67' } }, b(), Temporal.Instant.from('2026-10-06T09:00:00Z'));
  console.log(buf.length, performance.now());
});
