import { ok } from './book.ts';
import type { Of, PooledLife } from './pooled-lives.ts';
import { plus, type Movement, type Sent } from './pooled-model.ts';
import { differencesExplained, rowsOfReturn } from './pooled-returns.ts';

/** Sends the next return, right or with something wrong. */
export async function sendNext(
  life: PooledLife,
  { plant, which, short }: Of<'send'>,
): Promise<void> {
  const period = { from: life.openFrom, to: plus(life.today, -short) };
  if (period.to < period.from) return;
  await send(life, period, { plant: life.honest ? 'none' : plant, which });
}

/** Sends a return for a period, in the place of another or not. */
export async function send(
  life: PooledLife,
  { from, to }: { readonly from: string; readonly to: string },
  wrong: Pick<Of<'send'>, 'plant' | 'which'>,
  instead: Sent | null = null,
): Promise<void> {
  const { rows, declared, planted } = rowsOfReturn(life.book, life.model, { from, to }, wrong);
  const body = {
    pooledAccountId: life.book.account,
    from,
    to,
    rows,
    ...(instead === null ? {} : { replaces: instead.id }),
  };
  const made = await life.book.broker.post('/returns', body);
  // Without a line of a statement two returns may be the same, and one is not taken in twice.
  if (made.body.type === '/problems/already-exists' && instead !== null) return;
  const { id } = (await ok(Promise.resolve(made))).return;
  const named = new Set(rows.flatMap(({ arrangement }) => arrangement ?? []));
  const people = new Map([...named].map((one) => [one, 'submitted' as const]));
  if (instead !== null) Object.assign(instead, { stands: false, replaced: true });
  const sent: Sent = { id, from, to, planted, people, stands: true, replaced: false };
  life.model.returns.push(sent);
  for (const one of declared) one.declaredIn = sent;
  life.note(instead === null ? 'send' : 'replace');
  if (planted.length > 0 || wrong.plant === 'undeclared') life.note('plant');
}

function returnBy(life: PooledLife, n: number, fits: (one: Sent) => boolean): Sent | null {
  const list = life.model.returns.filter(fits);
  return list[n % list.length] ?? null;
}

/** Asks about one arrangement of a return, or all that nobody has asked about. */
export async function query(life: PooledLife, { which, who }: Of<'query'>): Promise<void> {
  const open = (one: Sent): boolean => one.stands && [...one.people.values()].includes('submitted');
  const one = returnBy(life, which, open);
  if (one === null) return;
  const fresh = [...one.people].filter(([, state]) => state === 'submitted').map(([id]) => id);
  const named = who === null ? null : fresh[who % fresh.length]!;
  const about = named === null ? {} : { arrangementId: named };
  const body = { text: 'What was this for?', ...about };
  await ok(life.book.staff.finance.post(`/returns/${one.id}/queries`, body));
  for (const id of named === null ? fresh : [named]) one.people.set(id, 'queried');
  life.note('query');
}

/** Sends a return back, which then counts no more. */
export async function sendBack(life: PooledLife, { which }: Of<'send back'>): Promise<void> {
  const one = returnBy(life, which, (sent) => sent.stands && nothingAccepted(sent));
  if (one === null) return;
  const body = { reason: 'It does not add up.' };
  await ok(life.book.staff.finance.post(`/returns/${one.id}/sending-back`, body));
  one.stands = false;
  life.note('send back');
}

/** Sends a right one in the place of a return that was queried or sent back. */
export async function replace(life: PooledLife, { which }: Of<'replace'>): Promise<void> {
  const one = returnBy(life, which, mayBeReplaced);
  if (one !== null) await send(life, one, { plant: 'none', which }, one);
}

/** Accepts all of a return that is open, or a third of it: that is in the books from then on. */
export async function accept(life: PooledLife, { which, only }: Of<'accept'>): Promise<void> {
  const one = returnBy(life, which, (sent) => sent.stands && openPeople(sent).length > 0);
  if (one === null) return;
  const open = openPeople(one);
  const named = only === null ? open : open.filter((_, n) => n % 3 === only % 3);
  if (named.length === 0) return;
  await differencesExplained(life.book, one.id);
  const body = { arrangements: named };
  const answer = await life.book.staff.approver.post(`/returns/${one.id}/acceptance`, body);
  const linesOf = (id: string): Movement[] =>
    life.model.movements.filter((line) => line.declaredIn === one && line.arrangement === id);
  if (!life.went(answer, 'accept')) {
    // A refusal has its reason: somebody does not have, or has not spent, what is declared.
    if (named.some((id) => !life.model.isCovered(id, linesOf(id)))) return;
    throw new Error(`All of return ${one.id} is covered. ${answer.text}`);
  }
  for (const id of named) {
    one.people.set(id, 'accepted');
    for (const line of linesOf(id)) line.bookedOn ??= life.model.bookingDay(line.on);
  }
}

const openPeople = ({ people }: Sent): string[] =>
  [...people].filter(([, state]) => state !== 'accepted').map(([id]) => id);
const nothingAccepted = ({ people }: Sent): boolean => ![...people.values()].includes('accepted');
/** Whether another may be sent in its place: asked for, and nothing of it in the books. */
export const mayBeReplaced = (one: Sent): boolean =>
  !one.replaced &&
  nothingAccepted(one) &&
  (!one.stands || [...one.people.values()].includes('queried'));
