import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { decideAlone } from '../database/lock.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { Problem, notFound } from '../problem.ts';
import type { PersonState } from './state.ts';

export type Outcome = Exclude<PersonState, 'submitted'>;

/** What a decision on a return rests on. */
export interface ReturnFacts {
  readonly id: string;
  readonly brokerId: string | null;
  /** The pooled account, or the payee, that it is of. */
  readonly holderId: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly submittedBy: string;
  readonly replacedBy: string | null;
}

/** A return the caller may see, or not found. */
export async function returnOf(tx: Tx, id: string): Promise<ReturnFacts> {
  const [row] = await tx.sql<ReturnFacts[]>`
    select h.id, h.broker_id as "brokerId",
      coalesce(h.pooled_account_id, h.payee_id) as "holderId", h.from_on as "fromOn", h.to_on as "toOn",
      h.submitted_by as "submittedBy",
      (select n.id from holders_returns n where n.replaces = h.id) as "replacedBy"
    from holders_returns h where h.id = ${id}`;
  if (row === undefined) throw notFound();
  return row;
}

/** An arrangement of a return, and how it stands there. */
export interface StandingPerson {
  readonly arrangementId: string;
  readonly state: PersonState;
  /** How many decisions there are on it. */
  readonly decisions: number;
}

/** How each arrangement of a return stands: its last decision. */
export async function standingPeople(tx: Tx, returnId: string): Promise<StandingPerson[]> {
  return tx.sql<StandingPerson[]>`
    select p.arrangement_id as "arrangementId", coalesce(d.seq, 0)::int as decisions,
      coalesce(d.outcome, 'submitted') as state
    from return_people p left join (
      select distinct on (arrangement_id) arrangement_id, seq, outcome from return_decisions
      where return_id = ${returnId} order by arrangement_id, seq desc
    ) as d on d.arrangement_id = p.arrangement_id
    where p.return_id = ${returnId} order by p.arrangement_id`;
}

/**
 * A return to decide on, while nobody else does, with how its arrangements stand. Meanwhile no other
 * return of the account is sent in, which could replace it. Throws the problem
 * "state-does-not-allow" for one that another return replaced.
 */
export async function toDecideOn(
  tx: Tx,
  id: string,
): Promise<{ facts: ReturnFacts; people: StandingPerson[] }> {
  const { holderId } = await returnOf(tx, id);
  await decideAlone(tx, `returns of ${holderId}`);
  const facts = await returnOf(tx, id);
  if (facts.replacedBy !== null) {
    throw new Problem(
      'state-does-not-allow',
      `Another return replaced this one. Decide on ${facts.replacedBy}.`,
      { state: 'replaced', replacedBy: facts.replacedBy },
    );
  }
  return { facts, people: await standingPeople(tx, id) };
}

/** The facts that the digest of a decision on a return covers. */
export interface ReturnDecision {
  readonly id: string;
  readonly returnId: string;
  readonly arrangementId: string;
  readonly seq: number;
  readonly outcome: string;
  readonly decidedBy: string;
}

export function returnDecisionFields(one: ReturnDecision): (string | null)[] {
  const { id, returnId, arrangementId, seq, outcome, decidedBy } = one;
  return ['return-decision-1', id, returnId, arrangementId, String(seq), outcome, decidedBy];
}

/** Records one outcome for arrangements of a return, as a set, each on record in the journal. */
export async function decide(
  tx: Tx,
  returnId: string,
  { people, outcome }: { readonly people: readonly StandingPerson[]; readonly outcome: Outcome },
): Promise<void> {
  const rows = people.map(({ arrangementId, decisions }) => ({
    id: randomUUID() as string,
    returnId,
    arrangementId,
    seq: decisions + 1,
    outcome,
    decidedBy: tx.scope.user,
  }));
  const entries = await recordDecisions(
    tx,
    rows.map((row) => ({
      key: `return_decision:${row.id}`,
      reason: `return_${outcome}`,
      fields: returnDecisionFields(row),
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entries[n] }));
  await tx.sql`
    insert into return_decisions (id, return_id, arrangement_id, seq, outcome, decided_by, entry_id)
    select id, ${returnId}, "arrangementId", seq, ${outcome}, ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as d(id uuid,
      "arrangementId" uuid, seq smallint, "entryId" bigint)`;
}
