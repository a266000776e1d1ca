import { describe, expect, it } from 'vitest';
import {
  missingStatements,
  whyNotReconciled,
  type Readiness,
  type Span,
} from '../../src/reconciliation/sign-off/rules.ts';

const span = (from: string, to: string, opening: string | null, closing: string | null): Span => ({
  from: `2026-04-${from}`,
  to: `2026-04-${to}`,
  opening,
  closing,
});

describe('a missing statement', () => {
  it.each<[string, Span[], string[]]>([
    ['nothing is said of one alone', [span('01', '05', '9.00', '1.00')], []],
    [
      'each opens with what the one before closed with, in whatever order they came',
      [
        span('06', '07', '1.00', '2.00'),
        span('01', '05', '9.00', '1.00'),
        span('10', '10', '2.00', '2.00'),
      ],
      [],
    ],
    [
      'every gap is named with both figures',
      [
        span('01', '05', '9.00', '1.00'),
        span('06', '07', '1.50', '2.00'),
        span('08', '09', '0.00', '3.00'),
      ],
      [
        'The statement from 2026-04-06 opens with £1.50; the one before closed with £1.00 on 2026-04-05. One is missing.',
        'The statement from 2026-04-08 opens with £0.00; the one before closed with £2.00 on 2026-04-07. One is missing.',
      ],
    ],
    [
      'one that begins among days that others have says nothing',
      [span('01', '05', '9.00', '1.00'), span('03', '07', '4.00', '2.00')],
      [],
    ],
    [
      'what follows an overlap follows its last day',
      [
        span('01', '09', '9.00', '1.00'),
        span('03', '05', '4.00', '2.00'),
        span('10', '11', '2.00', '2.00'),
      ],
      [
        'The statement from 2026-04-10 opens with £2.00; the one before closed with £1.00 on 2026-04-09. One is missing.',
      ],
    ],
    [
      'of two that end on a day one is enough',
      [
        span('01', '05', '9.00', '1.00'),
        span('04', '05', '8.00', null),
        span('06', '07', '1.00', '2.00'),
      ],
      [],
    ],
    [
      'a balance that the bank left out says nothing',
      [
        span('01', '05', '9.00', null),
        span('06', '07', '1.00', '2.00'),
        span('08', '09', null, '3.00'),
      ],
      [],
    ],
    [
      'nor does a statement without days',
      [
        { from: null, to: null, opening: '7.00', closing: '8.00' },
        span('06', '07', '1.00', '2.00'),
      ],
      [],
    ],
  ])('%s', (_what, spans, messages) => {
    expect(missingStatements(spans).map((one) => one.message)).toEqual(messages);
    expect(missingStatements(spans.toReversed()).map((one) => one.message)).toEqual(messages);
  });
});

describe('what stands in the way of a sign-off', () => {
  const ready: Readiness = {
    throughOn: '2026-04-10',
    today: '2026-04-10',
    last: null,
    endsOnDay: true,
    spans: [],
    openLines: { count: 0, sum: '0.00' },
    inSuspense: { count: 0, sum: '0.00' },
    repeatsUndecided: 0,
    writeOffsUndecided: 0,
    difference: '0.00',
  };

  it('is nothing when all is seen to, on the day itself too', () => {
    expect(whyNotReconciled(ready)).toEqual([]);
    const last = { throughOn: '2026-04-09', state: 'signed' };
    expect(whyNotReconciled({ ...ready, last })).toEqual([]);
  });

  it.each<[Partial<Readiness>, string]>([
    [{ today: '2026-04-09' }, 'body.throughOn'],
    [{ endsOnDay: false }, 'body.throughOn'],
    [{ last: { throughOn: '2026-04-10', state: 'signed' } }, 'body.throughOn'],
    [{ last: { throughOn: '2026-04-11', state: 'prepared' } }, 'body.throughOn'],
    [{ last: { throughOn: '2026-04-09', state: 'prepared' } }, 'body.throughOn'],
    [{ openLines: { count: 2, sum: '0.00' } }, 'openLines'],
    [{ inSuspense: { count: 2, sum: '0.00' } }, 'inSuspense'],
    [{ repeatsUndecided: 1 }, 'repeats'],
    [{ writeOffsUndecided: 1 }, 'writeOffs'],
    [{ difference: '0.01' }, 'difference'],
    [{ difference: '-0.01' }, 'difference'],
  ])('is %j', (change, where) => {
    expect(whyNotReconciled({ ...ready, ...change }).map((one) => one.where)).toEqual([where]);
  });
});
