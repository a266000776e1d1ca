import fc from 'fast-check';
import { nextWorkingDay } from '../../src/calendar.ts';
import type { Answer } from './api.ts';
import { ok } from './book.ts';
import {
  OF_A_YOUNG_PERSON,
  documents,
  instalmentOf,
  putDocuments,
  type Council,
} from './turning-sixteen.ts';

/** One thing that happens to an arrangement, or to the pay runs of its council. */
export type Step =
  | { readonly what: 'days pass'; readonly days: number }
  | { readonly what: 'draw up' | 'pay' | 'withdraw' | 'draw up and withdraw at once' }
  | { readonly what: 'nominate'; readonly sector: string; readonly daysAgo: number }
  | { readonly what: 'take back'; readonly nth: number }
  | {
      readonly what: 'let go';
      readonly sector: string;
      readonly number: number;
      readonly cover: string;
    };

const sector = fc.constantFrom('education', 'education', 'social_care');
const what = <W extends Step['what']>(...words: W[]) => fc.constantFrom(...words);

const nominate = fc.record({ what: what('nominate'), sector, daysAgo: fc.nat(12) });
const nominatedLate = nominate.map((step) => ({ ...step, sector: 'education' }));
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ what: what('days pass'), days: fc.nat(20) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        what: what('draw up', 'pay', 'withdraw', 'draw up and withdraw at once'),
      }),
    },
    { weight: 2, arbitrary: nominate },
    fc.record({ what: what('take back'), nth: fc.nat(20) }),
    {
      weight: 3,
      arbitrary: fc.record({
        what: what('let go'),
        sector,
        number: fc.constantFrom(4, 4, 5),
        cover: fc.constantFrom('whole_period', 'by_days'),
      }),
    },
  ),
  { minLength: 5, maxLength: 25 },
);
/** What may happen around the sixteenth birthday, in any order; a nomination that came late first. */
export const STEPS: fc.Arbitrary<Step[]> = fc
  .tuple(nominatedLate, steps)
  .map(([first, others]) => [first, ...others]);

/** From when the young person decides about the money of a sector. */
const DECIDES: Readonly<Record<string, Temporal.PlainDate>> = {
  education: Temporal.PlainDate.from('2026-06-27'),
  social_care: Temporal.PlainDate.from('2026-07-14'),
};
const START = Temporal.PlainDate.from('2026-07-08');

/** What has happened so far: the day it is, the runs that are open, and what was done how often. */
export class Story {
  readonly book: Council;
  readonly arrangement: string;
  readonly open: string[] = [];
  readonly done = new Map<string, number>();
  today = START;

  constructor(book: Council, arrangement: string) {
    this.book = book;
    this.arrangement = arrangement;
    book.on(START.toString());
  }

  async take(step: Step): Promise<void> {
    const take = TAKE[step.what] as (story: Story, step: Step) => Promise<void>;
    await take(this, step);
  }

  draw(): Promise<Answer> {
    // There must be time to send the file.
    const valueOn = nextWorkingDay(this.today.add({ days: 6 })).toString();
    const { bankAccountId } = this.book;
    return this.book.staff.finance.post('/pay-runs', { bankAccountId, valueOn });
  }

  withdraw(id: string): Promise<Answer> {
    return this.book.staff.approver.post(`/pay-runs/${id}/withdrawal`, { reason: 'Not yet' });
  }

  /** Counts what was done. What is refused has not happened; a failure has no place in a story. */
  note(done: string, { status, body, text }: Answer): void {
    if (status >= 500) throw new Error(text);
    if (status >= 300) return;
    this.done.set(done, (this.done.get(done) ?? 0) + 1);
    if (done.startsWith('draw up')) this.open.push(body.id);
  }
}

const TAKE: {
  readonly [W in Step['what']]: (
    story: Story,
    step: Extract<Step, { what: W }> & Step,
  ) => Promise<void>;
} = {
  async 'days pass'(story, { days }) {
    story.today = story.today.add({ days });
    story.book.on(story.today.toString());
  },
  async 'draw up'(story) {
    story.note('draw up', await story.draw());
  },
  async pay(story) {
    const id = story.open.shift();
    if (id === undefined) return;
    const { approver, finance } = story.book.staff;
    await approver.post(`/pay-runs/${id}/approval`);
    const released = await finance.post(`/pay-runs/${id}/release`);
    story.note('pay', released);
    if (released.status !== 200) story.note('withdraw', await story.withdraw(id));
  },
  async withdraw(story) {
    const id = story.open.shift();
    if (id !== undefined) story.note('withdraw', await story.withdraw(id));
  },
  async 'draw up and withdraw at once'(story) {
    const id = story.open.shift();
    const runs = [story.draw(), story.draw()];
    if (id !== undefined) story.note('withdraw', await story.withdraw(id));
    for (const answer of await Promise.all(runs)) story.note('draw up at once', answer);
  },
  async nominate({ book, arrangement, today }, { sector: by, daysAgo }) {
    const asked = today.subtract({ days: daysAgo });
    const decides = DECIDES[by]!;
    if (Temporal.PlainDate.compare(decides, today) > 0) return;
    const from = Temporal.PlainDate.compare(asked, decides) < 0 ? decides : asked;
    await putDocuments(book, arrangement, documents([by], from.toString(), OF_A_YOUNG_PERSON));
  },
  async 'take back'(story, { nth }) {
    const { caseworker } = story.book.staff;
    const { items } = await ok(caseworker.get(`/arrangements/${story.arrangement}/documents`), 200);
    const { id } = items[nth % items.length];
    const body = { withdrawnOn: story.today.toString(), reasons: 'Changed her mind' };
    story.note('take back', await caseworker.post(`/documents/${id}/withdrawal`, body));
  },
  async 'let go'(story, { number, ...what }) {
    const { id } = await instalmentOf(story.book, story.arrangement, number);
    const url = `/instalments/${id}/hold-release`;
    const body = { sector: what.sector, cover: what.cover, reasons: 'Late' };
    const { approver, panel } = story.book.staff;
    const both = [approver.post(url, body), panel.post(url, body)];
    for (const answer of await Promise.all(both)) story.note('let go', answer);
  },
};
