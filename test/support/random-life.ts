import { nextWorkingDay } from '../../src/calendar.ts';
import type { Answer } from './api.ts';
import { ok } from './book.ts';
import { putOnFile } from './documents.ts';
import { START, type LivingBook } from './living-book.ts';
import { BUDGET, arrangementBody, contributionBody, pounds, sharesBody } from './random-bodies.ts';
import type { RandomArrangement, RandomStep } from './random-terms.ts';

/** An arrangement as the life knows it. */
interface Known {
  readonly id: string;
  readonly kind: string;
  pence: number;
  versions: number;
  /** Whether its last version is still to be decided. */
  proposed: boolean;
}

/** What has happened so far in one budget. What is refused has not happened. */
export class Life {
  readonly book: LivingBook;
  readonly budgetId: string;
  readonly arrangements: Known[] = [];
  readonly runs: string[] = [];
  /** How often each thing was done. */
  readonly done = new Map<string, number>();
  /** The arrangement whose terms were agreed by the last step, if any. */
  agreed: string | null = null;

  private constructor(book: LivingBook, budgetId: string) {
    this.book = book;
    this.budgetId = budgetId;
  }

  static async begin(book: LivingBook, list: readonly RandomArrangement[]): Promise<Life> {
    book.today = START;
    const { caseworker, panel } = book.staff;
    const { id: beneficiaryId, planId } = book.person;
    const { id } = await ok(caseworker.post('/budgets', { beneficiaryId, planId, ...BUDGET }));
    const life = new Life(book, id);
    for (const one of list) {
      const { body, pence } = arrangementBody(one, book.names);
      const made = await caseworker.post(`/budgets/${id}/arrangements`, body);
      if (!life.note('propose', made)) continue;
      life.arrangements.push({
        id: made.body.id,
        kind: one.kind,
        pence,
        versions: 1,
        proposed: false,
      });
      await ok(panel.post(`/arrangements/${made.body.id}/agreement`), 200);
      if (one.kind !== 'notional') await putOnFile(book.staff, made.body.id);
    }
    return life;
  }

  async take(step: RandomStep): Promise<void> {
    this.agreed = null;
    await (TAKE[step.what] as (life: Life, step: RandomStep) => Promise<void>)(this, step);
  }

  /** Nothing of it is paid or in a run that may still be released any more. */
  async end(): Promise<void> {
    const { approver, caseworker } = this.book.staff;
    for (const id of this.runs) {
      await ok(approver.post(`/pay-runs/${id}/withdrawal`, { reason: 'Not yet' }), 200);
    }
    const closing = { closedOn: BUDGET.startsOn, reason: 'Moved away' };
    await ok(caseworker.post(`/budgets/${this.budgetId}/closure`, closing), 200);
  }

  /**
   * Counts what was done. What was agreed is there to be paid, freed or agreed otherwise: only
   * spending may be more than there is, and what is spent cannot come back. @returns whether it was
   * done
   */
  note(what: string, { status, body, text }: Answer): boolean {
    const mayLack = what === 'spend' || what === 'bounce';
    if (body?.type === '/problems/not-covered' && !mayLack) throw new Error(text);
    const done =
      status < 300
        ? what
        : `${what} refused ${body.type} ${body.detail.replaceAll(/[0-9a-f-]{8,}/g, 'X').slice(0, 90)}`;
    this.done.set(done, (this.done.get(done) ?? 0) + 1);
    return status < 300;
  }

  of(n: number): Known | undefined {
    return this.arrangements[n % Math.max(1, this.arrangements.length)];
  }

  async drawUp(ahead: number): Promise<void> {
    const { staff, today, bankAccountId } = this.book;
    const valueOn = nextWorkingDay(today.add({ days: ahead })).toString();
    const drawn = await staff.finance.post('/pay-runs', { bankAccountId, valueOn });
    if (this.note('draw up', drawn)) this.runs.push(drawn.body.id);
  }

  async decide(one: Known, agreed: boolean): Promise<void> {
    const { panel } = this.book.staff;
    const answer = agreed
      ? await panel.post(`/arrangements/${one.id}/agreement`)
      : await panel.post(`/arrangements/${one.id}/refusal`, { reasons: 'Not needed' });
    if (!this.note(agreed ? 'agree' : 'refuse', answer)) return;
    one.proposed = false;
    if (!agreed) return;
    this.agreed = one.id;
    one.pence = Number(answer.body.agreement.amount.replace('.', ''));
  }
}

type Take = {
  readonly [W in RandomStep['what']]: (
    life: Life,
    step: Extract<RandomStep, { what: W }> & RandomStep,
  ) => Promise<void>;
};

const TAKE: Take = {
  async 'days pass'({ book }, { days }) {
    book.today = book.today.add({ days });
  },
  change: (life, step) => change(life, step),
  end: (life, step) => change(life, step),
  async decide(life, { on }) {
    const one = life.of(on);
    if (one?.proposed === true) await life.decide(one, true);
  },
  async 'decide while a run is drawn up'(life, { on }) {
    const one = life.of(on);
    if (one?.proposed !== true) return;
    await Promise.all([life.decide(one, true), life.drawUp(20), life.drawUp(40)]);
    life.agreed = null;
  },
  'draw up': (life, { ahead }) => life.drawUp(ahead),
  async pay(life, { nth }) {
    const [id] = life.runs.splice(nth % Math.max(1, life.runs.length), 1);
    if (id === undefined) return;
    const { approver, finance } = life.book.staff;
    await approver.post(`/pay-runs/${id}/approval`);
    const released = life.note('pay', await finance.post(`/pay-runs/${id}/release`));
    if (!released) life.runs.push(id);
  },
  async withdraw(life, { nth }) {
    const [id] = life.runs.splice(nth % Math.max(1, life.runs.length), 1);
    if (id === undefined) return;
    const answer = life.book.staff.approver.post(`/pay-runs/${id}/withdrawal`, {
      reason: 'Not yet',
    });
    life.note('withdraw', await answer);
  },
  async bounce(life, { nth }) {
    // There is seldom a run that is paid already.
    await life.drawUp(20);
    await life.take({ what: 'pay', nth: life.runs.length - 1 });
    const { api, staff, today } = life.book;
    const ids = life.arrangements.map((one) => one.id);
    const credits = await api.db.run(
      (tx) => tx.sql<{ id: string; payRunId: string; valueOn: string }[]>`
        select distinct c.id, c.pay_run_id as "payRunId", c.value_on as "valueOn", c.reference from pay_run_credits c
        join pay_run_releases l on l.pay_run_id = c.pay_run_id
        join pay_run_items i on i.credit_id = c.id
        where i.arrangement_id in (select value::uuid
            from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
          and i.id not in (select item_id from undone_items)
        order by c.reference`,
    );
    const credit = credits[nth % Math.max(1, credits.length)];
    if (credit === undefined) return;
    const advisedOn = today.toString();
    const why =
      credit.valueOn <= advisedOn
        ? { how: 'returned', code: 'C' }
        : { how: 'rejected', code: 'AM04' };
    const url = `/pay-runs/${credit.payRunId}/credits/${credit.id}/return`;
    if (!life.note('bounce', await staff.finance.post(url, { ...why, advisedOn }))) return;
    // Whoever holds it for that has asked why: it is due again at once.
    const { items } = await ok(staff.finance.get('/payment-holds?limit=200'), 200);
    for (const { id } of items.filter((one: any) => one.ending === null)) {
      await ok(staff.approver.post(`/payment-holds/${id}/ending`, { reasons: 'Asked' }));
    }
  },
  async lapse(life, { on, sector, days }) {
    const one = life.of(on);
    if (one === undefined || one.kind === 'notional') return;
    const { caseworker } = life.book.staff;
    const { items } = await ok(caseworker.get(`/arrangements/${one.id}/documents`), 200);
    const consents = items.filter(
      (document: any) => document.kind === 'consent' && document.sector === sector,
    );
    for (const { id } of consents) {
      const body = { withdrawnOn: life.book.today.toString(), reasons: 'Changed their mind' };
      life.note('take back', await caseworker.post(`/documents/${id}/withdrawal`, body));
    }
    life.book.today = life.book.today.add({ days });
    await putOnFileOf(life, one, sector);
  },
  async 'let go'(life, { on, nth, cover }) {
    const one = life.of(on);
    if (one === undefined || one.kind === 'notional') return;
    const { finance, approver } = life.book.staff;
    const { items } = await ok(finance.get(`/arrangements/${one.id}/schedule?limit=200`), 200);
    const today = life.book.today.toString();
    const begun = items.filter((row: any) => row.periodFrom < today).toReversed();
    const row = begun[nth % Math.max(1, begun.length)];
    for (const { source } of row?.shares ?? []) {
      const body = { sector: source, cover, reasons: 'Late' };
      life.note('let go', await approver.post(`/instalments/${row.id}/hold-release`, body));
    }
  },
  async spend(life, { on, percent }) {
    const one = life.of(on);
    if (one === undefined) return;
    const spending = {
      spentOn: life.book.today.toString(),
      amount: pounds(Math.max(1, Math.floor((one.pence * percent) / 1000))),
      category: 'support',
      description: 'Tutor',
    };
    const answer = life.book.staff.finance.post(`/arrangements/${one.id}/spending`, spending);
    life.note('spend', await answer);
  },
};

async function putOnFileOf({ book }: Life, { id }: Known, sector: string): Promise<void> {
  const shown = await ok(book.staff.caseworker.get(`/arrangements/${id}`), 200);
  const shares: { source: string }[] = shown.shares;
  if (!shares.some((share) => share.source === sector)) return;
  await putOnFile(book.staff, id, {
    sectors: [sector as 'education'],
    fromOn: book.today.toString(),
  });
}

async function change(
  life: Life,
  step: Extract<RandomStep, { what: 'change' | 'end' }>,
): Promise<void> {
  const one = life.of(step.on);
  if (one === undefined || one.proposed) return;
  const { book } = life;
  const asked = book.today.add({ days: step.days }).toString();
  const body = {
    follows: one.versions,
    effectiveOn: asked < BUDGET.startsOn ? BUDGET.startsOn : asked,
    reason: 'Review',
    ...(step.what === 'end' ? { end: true } : termsBody(life, one, step)),
  };
  const send = (more: object) =>
    book.staff.caseworker.post(`/arrangements/${one.id}/versions`, { ...body, ...more });
  const first = await send({});
  const unnoticed = first.body.errors?.[0]?.where === 'body.notice';
  const answer = unnoticed ? await send(noticeBody(life, step)) : first;
  if (!life.note(step.what, answer)) return;
  one.versions += 1;
  one.proposed = true;
  if (step.onFile && one.kind !== 'notional') {
    for (const sector of ['education', 'health', 'social_care']) {
      await putOnFileOf(life, one, sector);
    }
  }
  if (step.decided !== 'later') await life.decide(one, step.decided === 'agreed');
}

function termsBody(
  { book }: Life,
  one: Known,
  { percent, shares, contribution }: Extract<RandomStep, { what: 'change' | 'end' }>,
): object {
  const pence = Math.max(1, Math.floor((one.pence * (percent ?? 100)) / 100));
  const { funders, provisionItemId } = book.names;
  return {
    ...(percent === null ? {} : { amount: pounds(pence) }),
    ...(shares === null
      ? {}
      : sharesBody(
          { funderIds: shares.funders.map((n) => funders[n]!), provisionItemId },
          shares,
          pence,
        )),
    ...(contribution === undefined
      ? {}
      : { contribution: contribution === null ? null : contributionBody(contribution) }),
  };
}

/** Notice that was given today where there is time for it to run, else why there is none. */
function noticeBody({ book }: Life, step: Extract<RandomStep, { what: 'change' | 'end' }>): object {
  return step.noticed && step.days >= 35
    ? { notice: { givenOn: book.today.toString(), reasons: 'Needs have changed' } }
    : { withoutNotice: 'asked_by_recipient' };
}
