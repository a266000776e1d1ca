import { describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { item } from '../support/case-book.ts';
import { addArrangement, addMover, moveOut } from '../support/moving.ts';
import { council } from '../support/turning-sixteen.ts';

describe('the lines in a transfer pack', () => {
  it('say which service of the register they buy, where they name one', async () => {
    const book = await council();
    const { caseworker, auditor } = book.staff;
    const mover = await addMover(book);
    const commissioner = await book.api.as('commissioner');
    const tuition = await ok(
      commissioner.post('/scope', {
        name: 'Tuition outside school',
        sector: 'education',
        kinds: ['direct'],
        fromOn: '2025-04-01',
      }),
    );
    const plans = await ok(caseworker.get(`/beneficiaries/${mover.person.id}/plans`), 200);
    const line = item({ provisionItemId: plans.items[0].provision[0].id });
    await addArrangement(book, mover, { items: [{ ...line, serviceId: tuition.id }, line] });
    const move = await ok(
      caseworker.post(`/budgets/${mover.budget}/moves`, moveOut({ learntOn: '2026-03-02' })),
    );
    const pack = await ok(caseworker.get(`/moves/${move.id}/pack`), 200);
    const services = pack.arrangements.map((one: any) => one.items.map((of: any) => of.service));
    expect(services).toEqual([[], [{ id: tuition.id, name: 'Tuition outside school' }, null]]);
    const { text } = await auditor.get(`/moves/${move.id}/pack`, { accept: 'text/csv' });
    const basis = "at 92.50; The provider's price list of January 2026";
    const details = text.split('\r\n').filter((row) => row.includes(basis));
    expect(details.map((row) => row.slice(row.indexOf(basis) + basis.length))).toEqual([
      '; Tuition outside school',
      '',
    ]);
  });
});
