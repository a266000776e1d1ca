import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { splitWithin } from '../../src/budgets/spending-rules.ts';
import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { ZERO, money, sum, type Decimal } from '../../src/money.ts';
import { freshApi, type Api, type ApiUser } from './api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from './book.ts';
import { aBankAccount } from './released-run.ts';
import type { TestDatabase } from './database.ts';

/** A book with three funders, a person, a bank account, and a clock that can be set. */
export interface PartnerBook {
  readonly api: Api;
  readonly staff: Staff;
  readonly funders: Funders;
  readonly person: Person;
  readonly bank: Awaited<ReturnType<typeof aBankAccount>>;
  /** The approver of the health partner. */
  readonly health: ApiUser;
  setToday(day: string): void;
}

export async function partnerBook(): Promise<PartnerBook> {
  let today = Temporal.PlainDate.from('2026-04-15');
  const api = await freshApi({ clock: { now: () => Temporal.Now.instant(), today: () => today } });
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  return {
    api,
    staff,
    funders,
    person: await addPerson(staff),
    bank: await aBankAccount(api.db),
    health: await api.as('health_approver', { funder: funders.health }),
    setToday: (day) => {
      today = Temporal.PlainDate.from(day);
    },
  };
}

/** The same book, its clock set back, with three funders of its own and no partner yet. */
export async function freshFunders(book: PartnerBook): Promise<PartnerBook> {
  const add = async (sector: string): Promise<string> =>
    (await ok(book.staff.finance.post('/funders', { name: randomUUID(), sector }))).id;
  const [education, health, social_care] = [
    await add('education'),
    await add('health'),
    await add('social_care'),
  ];
  book.setToday('2026-04-15');
  return {
    ...book,
    funders: { education, health, social_care },
    health: await book.api.as('health_approver', { sub: health, funder: health }),
  };
}

/** Agrees a notional arrangement of a person with shares of funders. @returns its id */
export async function notional(
  { staff, person }: Pick<PartnerBook, 'staff' | 'person'>,
  amount: string,
  shares: readonly { funderId: string; fraction: string }[],
): Promise<string> {
  const budget = await addBudget(staff, person);
  const { id } = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, {
      kind: 'notional',
      purpose: 'Speech and language therapy',
      amount,
      effectiveOn: '2026-04-06',
      shares,
      schedule: { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' },
      reason: 'Agreed at panel',
    }),
  );
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  return id;
}

/** The shares of case 4: a third each, in the agreed order. */
export const thirds = ({ education, health, social_care }: Funders) =>
  [education, health, social_care].map((funderId) => ({ funderId, fraction: '1/3' }));

interface ShareRow {
  readonly id: string;
  readonly source: string;
  readonly agreed: string;
  readonly drawn: string;
}

/**
 * Spends so much of a notional arrangement, as accepted invoices do: cumulatively by what is agreed
 * of each share (R4). A negative amount takes back. @returns what fell on each share, in order
 */
export async function spend(
  db: TestDatabase,
  arrangementId: string,
  facts: { on: string; amount: string },
): Promise<Decimal[]> {
  return db.run(async (tx) => {
    const shares = await tx.sql<ShareRow[]>`
      select s.id, s.source,
        (select coalesce(sum(case when t.to_account = a.id then t.amount else -t.amount end), 0.00)
          from account_classes c join accounts a on a.class = c.id and a.subject = s.id
          join transfers t on a.id in (t.to_account, t.from_account)
          where c.kind in ('available', 'committed', 'drawn')) as agreed,
        (select coalesce(sum(case when t.to_account = a.id then t.amount else -t.amount end), 0.00)
          from account_classes c join accounts a on a.class = c.id and a.subject = s.id
          join transfers t on a.id in (t.to_account, t.from_account)
          where c.kind = 'drawn') as drawn
      from shares s where s.arrangement_id = ${arrangementId} order by s.position`;
    const before = shares.map((share) => money(share.drawn));
    const total = money(facts.amount);
    const parts = total.lt(0)
      ? takenBack(shares, total)
      : splitWithin(total, {
          weights: shares.map((share) => money(share.agreed)),
          before,
          most: shares.map((share, n) => money(share.agreed).minus(before[n]!)),
        });
    expect(sum(parts).eq(total)).toBe(true);
    const provider = randomUUID();
    await openAccounts(tx, [{ class: 'payable', subject: provider }]);
    const nameOf = (kind: string, share: ShareRow): string =>
      `${kind}/notional/${share.source}:${share.id}`;
    const kinds = ['available', 'committed', 'drawn', 'spent'];
    const accounts = await findAccounts(tx, [
      `payable:${provider}`,
      ...shares.flatMap((share) => kinds.map((kind) => nameOf(kind, share))),
    ]);
    const move = (from: string, to: string, amount: Decimal) => ({
      from: accounts.get(from)!,
      to: accounts.get(to)!,
      amount,
    });
    const effectiveOn = Temporal.PlainDate.from(facts.on);
    const moved = shares
      .map((share, n) => ({ share, amount: parts[n]! }))
      .filter(({ amount }) => !amount.isZero());
    const order = moved.map(({ share, amount }) =>
      amount.gt(0)
        ? move(nameOf('available', share), nameOf('committed', share), amount)
        : move(nameOf('committed', share), nameOf('available', share), amount.negated()),
    );
    const invoice = moved.flatMap(({ share, amount }) =>
      amount.gt(0)
        ? [
            move(nameOf('committed', share), nameOf('drawn', share), amount),
            move(`payable:${provider}`, nameOf('spent', share), amount),
          ]
        : [
            move(nameOf('drawn', share), nameOf('committed', share), amount.negated()),
            move(nameOf('spent', share), `payable:${provider}`, amount.negated()),
          ],
    );
    const kind = total.gt(0) ? 'invoice' : 'credit_note';
    const entries = [
      { key: randomUUID(), kind: 'scheduled', effectiveOn, transfers: order },
      { key: randomUUID(), kind, effectiveOn, transfers: invoice },
    ];
    await post(tx, total.gt(0) ? entries : entries.toReversed());
    return parts;
  });
}

/** What goes back: to the split of the smaller whole, never more of a share than was drawn. */
function takenBack(shares: readonly ShareRow[], amount: Decimal): Decimal[] {
  const drawn = shares.map((share) => money(share.drawn));
  const left = splitWithin(sum(drawn).plus(amount), {
    weights: shares.map((share) => money(share.agreed)),
    before: shares.map(() => ZERO),
    most: drawn,
  });
  return left.map((part, n) => part.minus(drawn[n]!));
}

/** Draws up and issues a recharge. @returns it as it was issued */
export async function recharge(
  { staff }: Pick<PartnerBook, 'staff'>,
  partner: string,
  to?: string,
): Promise<any> {
  const made = await ok(staff.finance.post(`/partners/${partner}/recharges`, { to }));
  return ok(staff.approver.post(`/recharges/${made.id}/issue`));
}

export function addPartner(
  { staff }: Pick<PartnerBook, 'staff'>,
  funderId: string,
  more: object = {},
): Promise<any> {
  const body = { funderId, organisation: 'NHS Kent and Medway ICB', sinceOn: '2026-04-01' };
  return ok(staff.finance.post('/partners', { ...body, ...more }));
}

/** The statuses of answers, the lowest first. */
export const statusesOf = (answers: readonly { readonly status: number }[]): number[] =>
  answers.map((one) => one.status).toSorted((a, b) => a - b);
