import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { nextWorkingDay } from '../../src/calendar.ts';
import { payRunsAreWhatWasApproved } from '../../src/ledger/verify/pay-runs.ts';
import { agreedIsSomewhere, drawnIsExplained } from '../../src/ledger/verify/shares.ts';
import type { Answer } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { offenders } from '../support/offenders.ts';
import {
  OF_A_YOUNG_PERSON,
  council,
  documents,
  instalmentOf,
  paidToTheMother,
  putDocuments,
  type Council,
} from '../support/turning-sixteen.ts';

/**
 * Whatever comes in whatever order - runs, withdrawals, documents that come late or go again, holds
 * that are let go, several at once - every share of every instalment is paid at most once.
 */
let book: Council;
beforeAll(async () => {
  book = await council();
});

type Step =
  | { readonly what: 'days pass'; readonly days: number }
  | { readonly what: 'draw up' | 'pay' | 'withdraw' | 'draw up and withdraw at once' }
  | { readonly what: 'nominate'; readonly sector: string; readonly daysAgo: number }
  | { readonly what: 'take back'; readonly nth: number }
  | {
      readonly what: 'let go';
      readonly sector: string;
      readonly number: number;
      readonly cover: 'whole_period' | 'by_days';
    };

const sector = fc.constantFrom('education', 'social_care');
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant('days pass' as const),
        days: fc.integer({ min: 1, max: 30 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        what: fc.constantFrom(
          'draw up' as const,
          'pay' as const,
          'withdraw' as const,
          'draw up and withdraw at once' as const,
        ),
      }),
    },
    fc.record({
      what: fc.constant('nominate' as const),
      sector,
      daysAgo: fc.integer({ min: 0, max: 40 }),
    }),
    fc.record({ what: fc.constant('take back' as const), nth: fc.nat(20) }),
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('let go' as const),
        sector,
        number: fc.integer({ min: 4, max: 6 }),
        cover: fc.constantFrom('whole_period' as const, 'by_days' as const),
      }),
    },
  ),
  { minLength: 5, maxLength: 25 },
);

/** From when the young person decides about the money of a sector. */
const DECIDES: Readonly<Record<string, Temporal.PlainDate>> = {
  education: Temporal.PlainDate.from('2026-06-27'),
  social_care: Temporal.PlainDate.from('2026-07-14'),
};
const later = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(a, b) > 0 ? a : b;
const START = Temporal.PlainDate.from('2026-06-10');

/** One story: an arrangement, what happens to it, and how often each thing was done. */
class Story {
  readonly arrangement: string;
  today = START;
  readonly open: string[] = [];
  readonly done = new Map<string, number>();

  constructor(arrangement: string) {
    this.arrangement = arrangement;
    book.on(START.toString());
  }

  draw(): Promise<Answer> {
    // Two working days from now at the least, for the file to be sent.
    const valueOn = nextWorkingDay(this.today.add({ days: 6 })).toString();
    const { bankAccountId } = book;
    return book.staff.finance.post('/pay-runs', { bankAccountId, valueOn });
  }

  withdraw(id: string): Promise<Answer> {
    return book.staff.approver.post(`/pay-runs/${id}/withdrawal`, { reason: 'Not yet' });
  }

  note(what: string, answer: Answer): void {
    expect(answer.status, answer.text).toBeLessThan(500);
    if (answer.status < 300) this.done.set(what, (this.done.get(what) ?? 0) + 1);
    if (answer.status === 201 && what.startsWith('draw up')) this.open.push(answer.body.id);
  }

  async take(step: Step): Promise<void> {
    const { staff } = book;
    switch (step.what) {
      case 'days pass':
        this.today = this.today.add({ days: step.days });
        book.on(this.today.toString());
        return;
      case 'draw up':
        this.note(step.what, await this.draw());
        return;
      case 'pay': {
        const id = this.open.shift();
        if (id === undefined) return;
        await staff.approver.post(`/pay-runs/${id}/approval`);
        const released = await staff.finance.post(`/pay-runs/${id}/release`);
        this.note(step.what, released);
        if (released.status !== 200) this.note('withdraw', await this.withdraw(id));
        return;
      }
      case 'withdraw': {
        const id = this.open.shift();
        if (id !== undefined) this.note(step.what, await this.withdraw(id));
        return;
      }
      case 'draw up and withdraw at once': {
        const id = this.open.shift();
        const asked = [this.draw(), this.draw(), ...(id === undefined ? [] : [this.withdraw(id)])];
        const answers = await Promise.all(asked);
        for (const [n, answer] of answers.entries()) {
          this.note(n < 2 ? 'draw up at once' : 'withdraw', answer);
        }
        return;
      }
      case 'nominate': {
        const from = later(this.today.subtract({ days: step.daysAgo }), DECIDES[step.sector]!);
        if (later(from, this.today) !== this.today) return;
        const given = documents([step.sector], from.toString(), OF_A_YOUNG_PERSON);
        await putDocuments(book, this.arrangement, given);
        return;
      }
      case 'take back': {
        const url = `/arrangements/${this.arrangement}/documents`;
        const { items } = await ok(staff.caseworker.get(url), 200);
        const one = items[step.nth % items.length];
        const body = { withdrawnOn: this.today.toString(), reasons: 'Changed her mind' };
        this.note(step.what, await staff.caseworker.post(`/documents/${one.id}/withdrawal`, body));
        return;
      }
      default: {
        const { sector, cover } = step;
        const { id } = await instalmentOf(book, this.arrangement, step.number);
        const body = { sector, cover, reasons: 'Late' };
        const url = `/instalments/${id}/hold-release`;
        const both = [staff.approver.post(url, body), staff.panel.post(url, body)];
        for (const answer of await Promise.all(both)) this.note(step.what, answer);
      }
    }
  }
}

/** What stands in runs of each share of each instalment, and what there is of it. */
async function paid(arrangement: string) {
  return book.api.db.run(
    (tx) => tx.sql<{ times: number; whole: boolean }[]>`
      select count(p.item_id)::int as times,
        coalesce(sum(p.amount), 0) = coalesce(h.amount, x.amount) as whole
      from instalment_shares x
      join instalments i on i.id = x.instalment_id
      left join hold_releases h on h.instalment_id = x.instalment_id and h.share_id = x.share_id
      left join pay_run_item_shares p on p.instalment_id = x.instalment_id
        and p.share_id = x.share_id
        and p.pay_run_id not in (select pay_run_id from pay_run_withdrawals)
      where x.arrangement_id = ${arrangement} group by x.instalment_id, x.share_id, x.amount, h.amount`,
  );
}

const itemsThatDoNotAddUp = () =>
  book.api.db.run(
    (tx) => tx.sql`
      select i.id from pay_run_items i left join pay_run_item_shares p on p.item_id = i.id
      group by i.id having i.amount is distinct from sum(p.amount)`,
  );

describe('every share of every instalment', () => {
  it(
    'is paid at most once, and items are the sum of their shares',
    { timeout: 240_000 },
    async () => {
      const done = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(steps, async (list) => {
          const story = new Story(await paidToTheMother(book));
          for (const step of list) {
            await story.take(step);
            const shares = await paid(story.arrangement);
            expect(shares).toHaveLength(26);
            expect(shares.every(({ times, whole }) => times === 0 || (times === 1 && whole))).toBe(
              true,
            );
          }
          expect([...(await itemsThatDoNotAddUp())]).toEqual([]);
          for (const id of story.open) await ok(story.withdraw(id), 200);
          for (const [what, times] of story.done) done.set(what, (done.get(what) ?? 0) + times);
        }),
        { numRuns: 25 },
      );
      // The stories were about something.
      for (const what of ['draw up', 'draw up at once', 'pay', 'withdraw', 'let go', 'take back']) {
        expect(done.get(what) ?? 0, what).toBeGreaterThan(0);
      }
      const checks = [payRunsAreWhatWasApproved, agreedIsSomewhere, drawnIsExplained];
      expect(await offenders(book.api.db, checks)).toEqual([]);
    },
  );
});
