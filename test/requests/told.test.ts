import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { asking, request, type Asking } from './asked.ts';

/** What a family is told and chooses before anything is decided. */
let book: Asking;
let url: string;
beforeAll(async () => {
  book = await asking(await freshApi());
  url = `/requests/${(await request(book)).id}`;
});

const amount = (more: object = {}) => ({
  sector: 'education',
  amount: '5500.00',
  method: 'banding',
  toldOn: '2026-01-20',
  ...more,
});
const choice = (more: object = {}) => ({
  offered: ['direct', 'notional', 'third_party'],
  chosen: ['direct', 'third_party'],
  chosenOn: '2026-01-22',
  chosenBy: 'parent',
  ...more,
});
const tell = (more: object = {}) =>
  book.staff.caseworker.post(`${url}/indicative-amounts`, amount(more));
const choose = (more: object = {}) =>
  book.staff.caseworker.post(`${url}/holding-choice`, choice(more));

describe('an indicative amount', () => {
  it('says that it is one, and a later one does not replace it', async () => {
    const first = await ok(tell());
    expect(first).toEqual({
      id: expect.any(String),
      ...amount(),
      indicative: true,
      note: expect.stringMatching(/^Indicative: a planning figure, not an agreed amount\./),
    });
    const later = await ok(tell({ amount: '5750.50', toldOn: '2026-01-27' }));
    const { indicativeAmounts, state } = await ok(book.staff.panel.get(url), 200);
    expect(indicativeAmounts).toEqual([first, later]);
    expect(state).toBe('open');
  });

  it.each([
    ['before the request was made', { toldOn: '2026-01-11' }],
    ['in the future', { toldOn: '2026-04-16' }],
  ])('is not told %s', async (_when, more) => {
    expect(refusalOf(await tell(more))).toEqual([422, 'dates-out-of-order', 'body.toldOn']);
  });
});

describe('the choice of how money is held', () => {
  it('is recorded with what was offered; a combination is more than one', async () => {
    const made = await ok(choose({ reasons: 'She wants to employ the tutor herself.' }));
    expect(made).toEqual({
      id: expect.any(String),
      ...choice(),
      reasons: 'She wants to employ the tutor herself.',
      warnings: [],
    });
    const { holdingChoices } = await ok(book.staff.caseworker.get(url), 200);
    expect(holdingChoices).toEqual([made]);
  });

  it('is warned about where only one way was offered', async () => {
    const only = { offered: ['direct'], chosen: ['direct'], chosenOn: '2026-02-22' };
    const made = await ok(choose(only));
    expect(made.reasons).toBeNull();
    expect(made.warnings).toEqual([
      { where: 'offered', message: expect.stringContaining('Only one way') },
    ]);
    const { holdingChoices } = await ok(book.staff.caseworker.get(url), 200);
    expect(holdingChoices.at(-1)).toEqual(made);
  });

  it('is of what was offered, each way named once, on a day that can be', async () => {
    const wrong = {
      offered: ['direct', 'direct'],
      chosen: ['notional', 'direct', 'third_party'],
      chosenOn: '2026-01-11',
    };
    expect(refusalOf(await choose(wrong))).toEqual([
      422,
      'invalid-request',
      'body.offered.1',
      'body.chosen.0',
      'body.chosen.2',
      'body.chosenOn',
    ]);
    expect(refusalOf(await choose({ chosenOn: '2026-04-16' }))).toEqual([
      422,
      'dates-out-of-order',
      'body.chosenOn',
    ]);
  });
});
