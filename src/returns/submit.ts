import type { Clock } from '../calendar.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { rulesOn } from '../law/store.ts';
import { money } from '../money.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import { holderOf, servedBy, tierOn, type AskedHolder } from './holder-store.ts';
import { readReturn, type Said, type Source } from './read-return.ts';
import type { Period } from './read-row.ts';
import { addReturn, contentSha256, type NewReturn } from './return-store.ts';
import { personStates, stands } from './state.ts';

/** A return as it is asked to be taken in. */
export interface AskedReturn extends AskedHolder, Period {
  readonly source: Source;
  /** The file's name; none for what was sent as JSON. */
  readonly name?: string | undefined;
  /** The return that it is sent in place of. */
  readonly replaces?: string | undefined;
  readonly dryRun: boolean;
}

/**
 * Checks a return and keeps it, or only checks it. It is refused whole or kept whole.
 * @returns its id, null after a dry run, and what it says
 */
export async function submitReturn(
  tx: Tx,
  asked: AskedReturn,
  clock: Clock,
): Promise<{ id: string | null; said: Said }> {
  refusePeriod(asked, clock.today());
  const holder = await holderOf(tx, asked);
  await decideAlone(tx, `returns of ${holder.pooledAccountId ?? holder.payeeId}`);
  const rules = await rulesOn(tx, asked.to);
  const tier = await tierOn(tx, holder, asked.from);
  const said = await readReturn(
    asked.source,
    asked,
    {
      tier,
      isPooled: holder.payeeId === null,
      evidenceAbove: money(rules.rule('evidence_above').value),
    },
    (arrangements) => servedBy(tx, holder, asked, arrangements),
  );
  const one: NewReturn = {
    ...holder,
    ...said,
    tier,
    fromOn: asked.from.toString(),
    toOn: asked.to.toString(),
    replaces: asked.replaces ?? null,
    file:
      'csv' in asked.source
        ? { name: asked.name ?? 'return.csv', content: asked.source.csv }
        : null,
  };
  await refuseRepeated(tx, one);
  if (one.replaces !== null) await refuseReplacing(tx, one, one.replaces);
  await refuseOverlap(tx, one);
  return { id: asked.dryRun ? null : await addReturn(tx, one), said };
}

function refusePeriod({ from, to }: Period, today: Temporal.PlainDate): void {
  const faults: Fault[] = [];
  if (Temporal.PlainDate.compare(to, from) < 0) {
    faults.push({ where: 'body.to', message: 'A period ends on or after the day it begins.' });
  }
  if (Temporal.PlainDate.compare(to, today) > 0) {
    faults.push({ where: 'body.to', message: 'A return is sent in once its period is over.' });
  }
  refuseFaults('dates-out-of-order', 'The period is not as expected.', faults);
}

/** The returns of the same account, as a condition on `r`. */
const sameAccount = ({ sql }: Tx, { pooledAccountId, payeeId }: NewReturn) =>
  pooledAccountId === null
    ? sql`r.payee_id = ${payeeId}`
    : sql`r.pooled_account_id = ${pooledAccountId}`;

async function refuseRepeated(tx: Tx, one: NewReturn): Promise<void> {
  const [known] = await tx.sql<{ id: string }[]>`
    select r.id from holders_returns r
    where ${sameAccount(tx, one)} and r.from_on = ${one.fromOn}::date and r.to_on = ${one.toOn}::date
      and r.sha256 = ${Buffer.from(contentSha256(one))} limit 1`;
  if (known === undefined) return;
  const detail = 'Exactly this return of the account and period was sent in before.';
  throw new Problem('already-exists', detail, { return: known.id });
}

/** Only the latest return is replaced, where somebody has asked for it, and nothing is in the books. */
async function refuseReplacing(tx: Tx, one: NewReturn, replaces: string): Promise<void> {
  const [found] = await tx.sql<Replaceable[]>`
    select r.from_on as "fromOn", r.to_on as "toOn", exists (select from holders_returns later where later.replaces = r.id) as replaced,
      bool_or(s.state in ('queried', 'sent_back')) as open, bool_or(s.state = 'accepted') as accepted
    from holders_returns r join ${personStates(tx)} as s on s.return_id = r.id
    where r.id = ${replaces} and ${sameAccount(tx, one)} group by r.id`;
  if (found === undefined) {
    throw new Problem('record-unknown', 'There is no such return of this account.', {
      errors: [{ where: 'body.replaces', message: 'No return of it has this identifier.' }],
    });
  }
  const why = whyNotReplaced(found);
  if (why !== null) throw new Problem('state-does-not-allow', why.detail, { state: why.state });
  if (found.fromOn <= one.toOn && found.toOn >= one.fromOn) return;
  // Otherwise the days of the one replaced would be left without any return, and nobody would ask.
  const message = `It would stand in place of the return for ${found.fromOn} to ${found.toOn}, of which it has no day.`;
  refuseFaults('dates-out-of-order', message, [{ where: 'body.replaces', message }]);
}

/** A return that another is to replace: its days, and where it stands. */
interface Replaceable {
  readonly fromOn: string;
  readonly toOn: string;
  readonly replaced: boolean;
  readonly open: boolean;
  readonly accepted: boolean;
}

function whyNotReplaced(found: Replaceable) {
  if (found.replaced) {
    return { state: 'replaced', detail: 'A later return stands in its place already.' };
  }
  if (found.accepted) {
    return { state: 'accepted', detail: 'Some of it is accepted, and that is in the books.' };
  }
  return found.open
    ? null
    : { state: 'submitted', detail: 'A return is replaced once it is queried or sent back.' };
}

async function refuseOverlap(tx: Tx, one: NewReturn): Promise<void> {
  const [known] = await tx.sql<{ id: string; fromOn: string; toOn: string }[]>`
    select r.id, r.from_on as "fromOn", r.to_on as "toOn" from holders_returns r
    where ${sameAccount(tx, one)} and r.from_on <= ${one.toOn}::date
      and r.to_on >= ${one.fromOn}::date and r.id is distinct from ${one.replaces}::uuid
      and ${stands(tx)}
    order by r.from_on limit 1`;
  if (known === undefined) return;
  const detail = `A return of the account for ${known.fromOn} to ${known.toOn} stands already.`;
  throw new Problem('already-exists', detail, { return: known.id });
}
