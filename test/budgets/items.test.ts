import { describe, expect, it } from 'vitest';
import { costOf, sufficiency } from '../../src/budgets/items.ts';
import { money, toText } from '../../src/money.ts';

/** What budget items cost, and the warning where an agreed amount is below that. */
const item = (quantity: string, times: string, unitCost: string) => ({
  quantity: money(quantity),
  times: money(times),
  unitCost: money(unitCost),
});

describe('the cost of an item', () => {
  it.each([
    ['39 weeks of a session (case 3)', item('1', '39', '92.50'), '3607.50'],
    ['14 hours in 4 weeks (case 2)', item('14', '4', '13.50'), '756.00'],
    ['rounded once, at the end, half up', item('0.125', '0.333', '0.36'), '0.01'],
    ['half a penny goes up', item('0.5', '1', '0.01'), '0.01'],
    ['nothing', item('0', '52', '12.00'), '0.00'],
  ])('%s', (_, costing, expected) => {
    expect(toText(costOf(costing))).toBe(expected);
  });
});

describe('sufficiency', () => {
  const items = [item('1', '39', '92.50'), { cost: money('115.00') }];

  it('says nothing where the amount covers the items, or there are none', () => {
    expect(sufficiency(money('3722.50'), items)).toBeNull();
    expect(sufficiency(money('9999.99'), items)).toBeNull();
    expect(sufficiency(money('1.00'), [])).toBeNull();
  });

  it('warns with both figures where it is a penny below', () => {
    const warning = sufficiency(money('3722.49'), items);
    expect(warning?.code).toBe('below_cost_basis');
    expect(warning?.message).toMatch(/3722\.49.*3722\.50/);
  });
});
