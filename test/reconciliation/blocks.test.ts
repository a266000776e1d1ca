import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, money, sum, toText, ZERO } from '../../src/money.ts';
import {
  proposeSeveralExpected,
  proposeSeveralLines,
  type ExpectedOfSum,
  type LineWithWords,
} from '../../src/reconciliation/matching/blocks.ts';

const VALUE_ON = Temporal.PlainDate.from('2026-04-17');

/** What is expected to go out, unless the amount is of money that comes in: "+10.00". */
function expected(
  name: string,
  amount: string,
  more: Partial<Omit<ExpectedOfSum, 'name' | 'amount'>> = {},
): ExpectedOfSum {
  const left = money(amount.replace('+', ''));
  return {
    name,
    kind: 'invoice_payment',
    amount: amount.startsWith('+') ? left : left.negated(),
    left,
    keys: [],
    payRunId: null,
    payeeId: null,
    beneficiaryId: null,
    valueOn: VALUE_ON,
    ...more,
  };
}

const line = (left: string, ...words: string[]): LineWithWords => ({
  id: '7',
  amount: money(left).negated(),
  left: money(left),
  words,
});

/** An answer as text: "unique payee b+a". */
function propose(of: LineWithWords, named: ExpectedOfSum[], open: ExpectedOfSum[]): string {
  const { result, block, names } = proposeSeveralExpected(of, named, open);
  return `${result} ${block} ${names.join('+')}`.trim();
}

describe('the block of a sum', () => {
  const a = expected('a', '10.00', { keys: ['INV1'], payeeId: 'P', beneficiaryId: 'B' });
  const b = expected('b', '20.00', { keys: ['INV1', 'INV9'], payeeId: 'P', beneficiaryId: 'B' });
  const c = expected('c', '35.00', { keys: ['INV2'], payeeId: 'P', beneficiaryId: 'C' });
  const d = expected('d', '41.00', { keys: ['INV3'], payeeId: 'Q', beneficiaryId: 'B' });
  const run = [
    expected('r1', '5.00', { payRunId: 'R', keys: ['RUN7', 'ONE'] }),
    expected('r2', '6.00', { payRunId: 'R' }),
    expected('r3', '70.00', { payRunId: 'R' }),
  ];
  const open = [d, c, b, a, ...run];

  it.each([
    ['the reference that they share', '30.00', 'INV1', [a], 'unique reference b+a'],
    ['all references of the line', '65.00', 'INV1 INV2', [a, c], 'unique reference c+b+a'],
    ['all keys, when named in another way', '30.00', 'INV 0001', [a], 'unique reference b+a'],
    ['their pay run', '11.00', 'ONE', [run[0]!], 'unique pay_run r2+r1'],
    ['their payee', '45.00', 'INV1', [a], 'unique payee c+a'],
    ['their budget', '51.00', 'INV1', [a], 'unique budget d+a'],
    ['nothing', '47.00', 'INV1', [a], 'none null'],
    ['nothing, when nothing is named', '30.00', 'INV1', [], 'none null'],
  ])('is %s', (_, left, words, named, answer) => {
    expect(propose(line(left, ...words.split(' ')), named, open)).toBe(answer);
  });

  it('is their pay run before it is their payee, and their payee before their budget', () => {
    const both = { payRunId: 'R', payeeId: 'P', beneficiaryId: 'B' };
    const one = expected('one', '10.00', both);
    const two = expected('two', '20.00', { payRunId: 'R' });
    const three = expected('three', '20.00', { payeeId: 'P' });
    const four = expected('four', '20.00', { beneficiaryId: 'B' });
    expect(propose(line('30.00'), [one], [one, four, three, two])).toBe('unique pay_run two+one');
    expect(propose(line('30.00'), [one], [one, four, three])).toBe('unique payee three+one');
    expect(propose(line('30.00'), [one], [one, four])).toBe('unique budget four+one');
  });

  it('is not by a key that the line does not have', () => {
    const e = expected('e', '50.00', { keys: ['INV9'] });
    expect(propose(line('70.00', 'INV1'), [b], [b, e])).toBe('none null');
    expect(propose(line('70.00', 'INV1', 'INV9'), [b], [b, e])).toBe('unique reference e+b');
  });

  it('says how many it considered: in the block, or in all when there is none', () => {
    const found = (left: string): number =>
      proposeSeveralExpected(line(left, 'INV1'), [a], open).considered;
    expect([found('30.00'), found('45.00'), found('51.00'), found('47.00')]).toEqual([2, 3, 3, 4]);
  });

  it('is not what an expected line that is not open is in common with it', () => {
    expect(propose(line('30.00', 'INV1'), [a], [a, c, d])).toBe('none null');
    const taken = expected('taken', '4.00', { keys: ['INV1'] });
    expect(propose(line('30.00', 'INV1'), [taken], open)).toBe('unique reference b+a');
  });

  it('has nothing that goes the other way, and nothing of which nothing is left', () => {
    const back = { ...expected('back', '+20.00', { keys: ['INV1'] }), kind: 'returned_credit' };
    const none = { ...b, name: 'none', left: money('0.00') };
    expect(propose(line('30.00', 'INV1'), [a], [a, back, none])).toBe('none null');
    const came = { ...line('30.00', 'INV1'), amount: money('30.00') };
    const more = expected('more', '+10.00', { keys: ['INV1'] });
    expect(propose(came, [more], [a, b, back, more])).toBe('unique reference back+more');
  });

  it('sums what is left, not what was there at first', () => {
    const half = { ...b, left: money('12.50') };
    expect(propose(line('22.50', 'INV1'), [a], [a, half])).toBe('unique reference b+a');
  });
});

describe('several answers', () => {
  const like = (name: string, amount: string, payeeId: string | null, ...keys: string[]) =>
    expected(name, amount, { payeeId, keys });

  it('in one block are the end: no wider block is asked', () => {
    const open = [
      like('a', '10.00', 'P', 'INV1'),
      like('b', '20.00', null, 'INV1'),
      like('c', '20.00', null, 'INV1'),
      like('d', '20.00', 'P'),
    ];
    const found = proposeSeveralExpected(line('30.00', 'INV1'), [open[0]!], open);
    expect(found).toMatchObject({
      result: 'several',
      block: 'reference',
      names: ['b', 'a'],
      otherNames: ['c', 'a'],
      considered: 3,
    });
    expect(found.amounts.map(toText)).toEqual(['20.00', '10.00']);
  });

  it('are also a sum and one that makes it by itself', () => {
    const open = [like('a', '10.00', 'P'), like('b', '20.00', 'P'), like('c', '30.00', 'P')];
    const found = proposeSeveralExpected(line('30.00'), [open[0]!], open);
    expect(found).toMatchObject({ result: 'several', names: ['b', 'a'], otherNames: ['c'] });
  });

  it('of a wider block are not asked for where a narrower one has exactly one', () => {
    const open = [
      like('a', '10.00', 'P', 'INV1'),
      like('b', '20.00', 'P', 'INV1'),
      like('c', '20.00', 'P'),
    ];
    expect(propose(line('30.00', 'INV1'), [open[0]!], open)).toBe('unique reference b+a');
  });

  it('may be there when it gave up: it says so, with its bound, and asks no wider block', () => {
    const open = [
      ...Array.from({ length: 300 }, (_, n) => like(`p${n}`, toText(money('10.00').plus(n)), 'P')),
      { ...like('b1', '0.40', 'P'), beneficiaryId: 'B' },
      { ...like('b2', '0.60', null), beneficiaryId: 'B' },
    ];
    const found = proposeSeveralExpected(line('500.00'), [open[300]!], open);
    expect(found).toEqual({
      result: 'gave_up',
      names: [],
      otherNames: [],
      amounts: [],
      block: 'payee',
      considered: 301,
      why: '301 amounts may be part of it; the search is bound to 40.',
    });
  });
});

describe('a pay run, its days and its payments', () => {
  const ofRun = (name: string, amount: string, whole: string | null = null) =>
    expected(name, amount, { kind: whole === null ? 'pay_run' : 'payment', payRunId: 'R', whole });
  const open = [
    ofRun('day 1', '30.00'),
    ofRun('day 2', '70.00'),
    ofRun('p1', '10.00', 'day 1'),
    ofRun('p2', '20.00', 'day 1'),
    ofRun('p3', '28.00', 'day 2'),
    ofRun('p4', '42.00', 'day 2'),
  ];

  it.each([
    ['days are summed', '100.00', 'unique pay_run day 2+day 1'],
    ['payments are summed', '48.00', 'unique pay_run p3+p2'],
    ['no day is summed with a payment of it', '40.00', 'none null'],
    ['payments of a day that was booked at once are one of two', '70.00', 'several pay_run p4+p3'],
  ])('%s', (_, left, answer) => {
    expect(propose(line(left), [open[0]!], open)).toBe(answer);
  });

  it('a payment whose day is not open is summed with other days', () => {
    const others = open.filter(({ name }) => name !== 'day 1');
    expect(propose(line('80.00'), [open[1]!], others)).toBe('unique pay_run day 2+p1');
  });
});

describe('several lines', () => {
  const lines = (...amounts: string[]) =>
    amounts.map((left, n) => ({
      id: `${n + 1}`,
      amount: money(left).negated(),
      left: money(left),
    }));
  const due = expected('a', '60.00');

  it('make one expected line when no others of those that name it do', () => {
    const found = proposeSeveralLines(due, lines('10.00', '50.00', '45.00'));
    expect({ ...found, amounts: found.amounts.map(toText) }).toEqual({
      result: 'unique',
      lineIds: ['2', '1'],
      otherLineIds: [],
      amounts: ['50.00', '10.00'],
      block: 'reference',
      considered: 3,
      why: null,
    });
  });

  it.each([
    ['another pair', ['10.00', '50.00', '15.00', '45.00'], 'several'],
    ['one of two alike', ['10.00', '50.00', '50.00'], 'several'],
    ['one line by itself', ['10.00', '50.00', '60.00'], 'several'],
    ['too little', ['10.00', '49.99'], 'none'],
    ['one line only', ['60.00'], 'none'],
    ['no line', [], 'none'],
  ])('do not with %s', (_, amounts, result) => {
    const found = proposeSeveralLines(due, lines(...amounts));
    expect([found.result, found.considered]).toEqual([result, amounts.length]);
  });

  it('leave out money that went the other way', () => {
    const back = { id: '9', amount: money('50.00'), left: money('50.00') };
    expect(proposeSeveralLines(due, [...lines('10.00'), back]).result).toBe('none');
  });

  it('give up with the bound', () => {
    const bound = { items: 2, steps: 100 };
    expect(proposeSeveralLines(due, lines('40.00', '45.00', '46.00'), bound)).toMatchObject({
      result: 'gave_up',
      lineIds: [],
      why: '3 amounts may be part of it; the search is bound to 2.',
    });
  });
});

describe('whatever is open', () => {
  const id = fc.constantFrom('A', 'B', null);
  const anExpected = fc.record({
    pence: fc.integer({ min: 1, max: 12 }),
    key: fc.constantFrom('KEY1', 'KEY2', 'KEY3'),
    payRunId: id,
    payeeId: id,
    beneficiaryId: id,
  });
  const books = fc
    .array(anExpected, { minLength: 3, maxLength: 10 })
    .map((all) =>
      all.map(({ pence, key, ...ids }, n) =>
        expected(`e${n}`, toText(new Decimal(pence).div(100)), { keys: [key], ...ids }),
      ),
    );
  const shared = (block: string | null, one: ExpectedOfSum): string | null =>
    ({
      reference: one.keys[0]!,
      pay_run: one.payRunId,
      payee: one.payeeId,
      budget: one.beneficiaryId,
    })[block ?? ''] ?? null;

  it('what is proposed adds up, shares the block with what is named, and no order changes it', () => {
    const seen = new Set<string>();
    const asked = books.chain((open) =>
      fc.record({
        open: fc.constant(open),
        other: fc.shuffledSubarray(open, { minLength: open.length }),
        paid: fc.subarray(open, { minLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(asked, ({ open, other, paid }) => {
        const of = line(toText(sum(paid.map(({ left }) => left))), ...open[0]!.keys);
        const found = proposeSeveralExpected(of, [open[0]!], open);
        expect(proposeSeveralExpected(of, [open[0]!], other)).toEqual(found);
        const proposed = open.filter(({ name }) => found.names.includes(name));
        const total = sum(proposed.map(({ left }) => left));
        expect(total).toEqual(proposed.length === 0 ? ZERO : of.left);
        expect(sum(found.amounts)).toEqual(total);
        const marks = new Set(proposed.map((one) => shared(found.block, one)));
        expect([...marks]).toEqual(proposed.length ? [shared(found.block, open[0]!)] : []);
        seen.add(`${found.result} ${found.block}`);
      }),
      { numRuns: 1000 },
    );
    const all = 'unique reference, unique pay_run, unique payee, unique budget, several reference';
    expect([...seen]).toEqual(expect.arrayContaining(all.split(', ')));
  });
});
