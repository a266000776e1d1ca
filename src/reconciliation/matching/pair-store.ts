import { randomUUID } from 'node:crypto';
import { decideBesideOnAll } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { accountName, findAccounts } from '../../ledger/accounts.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import { post, type Posting } from '../../ledger/post.ts';
import { ZERO, toText, type Decimal } from '../../money.ts';
import { refuseFaults, type Fault } from '../../problem.ts';
import { allocate, atOnce, writeExpected } from './chains.ts';
import {
  expectedToMatch,
  linesToMatch,
  type ExpectedToMatch,
  type LineToMatch,
} from './line-state.ts';
import { amountOf, whyNot, type Asked } from './pair-rules.ts';
import { holdRuns, take, withWholes, withinWhole } from './wholes.ts';

/** One line and one expected line to match. */
export interface NewPair extends Asked {
  /** The bank line's number. */
  readonly lineId: string;
  /** The name of what is expected; see names.ts. */
  readonly expected: string;
  /** The rule of a proposal; by hand if left out. */
  readonly rule?: string | undefined;
  readonly ruleSet?: number | undefined;
  /** The same in pairs that belong together. */
  readonly together?: string | undefined;
}

/** A pair that can be matched. */
interface Pair {
  readonly id: string;
  readonly asked: NewPair;
  readonly line: LineToMatch;
  readonly expected: ExpectedToMatch;
  readonly amount: Decimal;
}

/** What others who change the matches of a bank account, or sign it off, hold meanwhile. */
export const bankAccountLock = (id: string): string => `bank account ${id}`;

/**
 * Matches lines with what is expected, as a set and in the order given: all of them or, with a
 * sentence for every reason, none. `place` names a pair of the set in those reasons. What is in
 * transit is posted to the bank on the line's booking day; what is in the ledger already is put on
 * record only.
 * @returns the ids of the matches in the order given
 */
export async function matchPairs(
  tx: Tx,
  wanted: readonly NewPair[],
  place: (n: number) => string = (n) => `pairs.${n}`,
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const pairs = await pairsOf(tx, wanted, place);
  await writeExpected(tx, [
    ...new Set(pairs.flatMap(({ expected }) => [expected.name, expected.whole ?? expected.name])),
  ]);
  const accounts = await accountsOf(tx, pairs);
  const postings = pairs.map((pair) => postingOf(tx, pair, accounts));
  const { ids } = await atOnce(post(tx, postings));
  await addMatches(tx, pairs, ids);
  await atOnce(allocatePairs(tx, pairs));
  return pairs.map(({ id }) => id);
}

/** Finds both sides of every pair, under the locks of their bank accounts, or throws for all. */
async function pairsOf(
  tx: Tx,
  wanted: readonly NewPair[],
  place: (n: number) => string,
): Promise<Pair[]> {
  const numbers = [...new Set(wanted.map((one) => one.lineId))];
  const names = [...new Set(wanted.map((one) => one.expected))];
  const before = await linesToMatch(tx, numbers);
  const accounts = new Set([...before.values()].map((line) => line.bankAccountId));
  await decideBesideOnAll(tx, [...accounts].map(bankAccountLock));
  await holdRuns(tx, names);
  const lines = await linesToMatch(tx, numbers);
  const expected = await withWholes(tx, await expectedToMatch(tx, names));
  await refuseSignedOff(tx, [...lines.values()]);
  const unknown: Fault[] = [];
  const faults: Fault[] = [];
  const pairs: Pair[] = [];
  for (const [n, asked] of wanted.entries()) {
    const line = lines.get(asked.lineId);
    const other = expected.get(asked.expected);
    const at = ({ where, message }: Fault): Fault => ({ where: `${place(n)}.${where}`, message });
    if (line === undefined) {
      unknown.push(at({ where: 'lineId', message: 'There is no bank line of this number.' }));
    }
    if (other === undefined) {
      const message = 'Nothing of this name is expected: it is not released, or not known.';
      unknown.push(at({ where: 'expected', message }));
    }
    if (line === undefined || other === undefined) continue;
    const why = whyNot(line, withinWhole(other, expected), asked);
    faults.push(...why.map(at));
    if (why.length > 0) continue;
    const amount = amountOf(line, asked);
    pairs.push({ id: randomUUID(), asked, line, expected: other, amount });
    lines.set(line.id, { ...line, open: line.open.minus(amount) });
    take(expected, other, amount.plus(asked.difference?.amount ?? ZERO));
  }
  refuseFaults('record-unknown', 'A line, or what it is matched with, is not known.', unknown);
  refuseFaults('match-not-possible', sentences(faults), faults);
  return pairs;
}

const sentences = (faults: readonly Fault[]): string =>
  faults
    .slice(0, 5)
    .map((fault) => fault.message)
    .join(' ');

/** Throws for lines on days that are signed off; the database refuses them too. */
export async function refuseSignedOff(
  tx: Tx,
  lines: readonly Pick<LineToMatch, 'id' | 'bankAccountId' | 'bookedOn'>[],
): Promise<void> {
  const ids = [...new Set(lines.map((line) => line.bankAccountId))];
  const rows = await tx.sql<{ id: string; through: string }[]>`
    select s.bank_account_id as id, max(s.through_on) as through
    from bank_sign_offs s join bank_sign_off_approvals a on a.sign_off_id = s.id
    where s.bank_account_id = any(${`{${ids.join(',')}}`}::uuid[])
      and not exists (select from bank_sign_off_reopenings r where r.sign_off_id = s.id)
    group by s.bank_account_id`;
  const through = new Map(rows.map((row) => [row.id, row.through]));
  const faults = lines.flatMap(({ id, bankAccountId, bookedOn }) => {
    const until = through.get(bankAccountId);
    if (until === undefined || bookedOn.toString() > until) return [];
    const message = `The line was booked on ${bookedOn.toString()}; the account is signed off to ${until}.`;
    return [{ where: `line ${id}`, message }];
  });
  refuseFaults('signed-off', 'The account is signed off. Reopen it first.', faults);
}

/** Whether what is expected is in transit, so that a match posts it. */
const posts = ({ expected }: Pair): boolean => expected.inTransit !== null;

async function accountsOf(tx: Tx, pairs: readonly Pair[]): Promise<Map<string, string>> {
  const names = pairs
    .filter(posts)
    .flatMap(({ line, expected }) => [
      accountName('bank', line.bankAccountId),
      accountName('charges', line.bankAccountId),
      accountName('in_transit', expected.inTransit!),
    ]);
  return findAccounts(tx, [...new Set(names)]);
}

/** The facts that the digest of a match covers which moves no money. */
export function linkFields(one: {
  id: string;
  lineId: string;
  expected: string;
  amount: string;
}): string[] {
  return ['bank-link-1', one.id, one.lineId, one.expected, one.amount];
}

function postingOf(tx: Tx, pair: Pair, accounts: ReadonlyMap<string, string>): Posting {
  const { id, line, expected, amount, asked } = pair;
  const key = `match:${id}`;
  if (!posts(pair)) {
    const fields = { id, lineId: line.id, expected: expected.name, amount: toText(amount) };
    return {
      key,
      kind: 'decision',
      effectiveOn: tx.scope.today,
      reason: asked.kind === 'repeat' ? 'bank_line_repeated' : 'bank_line_linked',
      evidence: evidenceOf(linkFields(fields)),
      transfers: [],
    };
  }
  const account = (kind: string, subject: string): string =>
    accounts.get(accountName(kind, subject))!;
  const bank = account('bank', line.bankAccountId);
  const charges = account('charges', line.bankAccountId);
  const transit = account('in_transit', expected.inTransit!);
  const goesOut = line.amount.isNegative();
  const transfer = (other: string, sum: Decimal) =>
    goesOut ? { from: other, to: transit, amount: sum } : { from: transit, to: other, amount: sum };
  const { difference } = asked;
  return {
    key,
    kind: 'bank_match',
    effectiveOn: line.bookedOn,
    ...(difference === undefined ? {} : { reason: difference.reason }),
    transfers: [
      transfer(bank, amount),
      ...(difference === undefined ? [] : [transfer(charges, difference.amount)]),
    ],
  };
}

async function addMatches(
  tx: Tx,
  pairs: readonly Pair[],
  entries: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = pairs.map(({ id, line, asked }) => ({
    id,
    account: line.bankAccountId,
    kind: asked.kind ?? 'match',
    rule: asked.rule ?? 'by_hand',
    set: asked.ruleSet,
    reason: asked.difference?.reason,
    together: asked.together,
    entry: entries.get(`match:${id}`),
  }));
  await tx.sql`
    insert into matches (id, bank_account_id, kind, rule, rule_set, reason, together, by, entry_id)
    select id, account, kind, rule, set, reason, together, ${tx.scope.user}, entry
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as m(id uuid, account uuid,
      kind text, rule text, set int, reason text, together uuid, entry bigint)`;
}

/** A row of the chains for each pair, and one without a line for what differs. */
function allocatePairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  const rows = pairs.flatMap(({ id, line, expected, amount, asked }) => {
    const { name, whole } = expected;
    const row = { match: id, line: line.id as string | null, name, amount: toText(amount), whole };
    if (asked.difference === undefined) return [row];
    return [row, { ...row, line: null, amount: toText(asked.difference.amount) }];
  });
  return allocate(
    tx,
    tx.sql`
      select row_number() over ()::int as n, match as match_id, line as line_id, name, amount, whole
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as a(match uuid, line bigint,
        name text, amount numeric(14, 2), whole text)`,
  );
}
