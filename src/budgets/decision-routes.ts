import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { closedThrough } from '../ledger/periods.ts';
import { addRoute, type Services } from '../http/route.ts';
import { DayText, Id, Kind, Money, page, pagingBy, toPage, prose } from '../http/schemas.ts';
import { noteRules, rulesOn } from '../law/store.ts';
import { addTexts } from '../people/texts.ts';
import { Problem, notFound } from '../problem.ts';
import { reconsiderationOf } from '../reviews/notice-store.ts';
import { fundersThatAgreed } from '../requests/find.ts';
import { agree, loadProposals, type Proposal } from './agreement-store.ts';
import { ArrangementSchema } from './arrangement-schemas.ts';
import { arrangementOf } from './find.ts';
import { openProposals, refuse } from './proposal-store.ts';
import { ruleOfNotice } from './version-rules.ts';

const ById = z.object({ id: Id });

const ProposalSchema = z
  .object({
    id: Id,
    arrangementId: Id,
    budgetId: Id,
    beneficiaryId: Id,
    reference: z.string(),
    kind: Kind,
    purpose: z.string(),
    version: z.number().int(),
    change: z.string(),
    effectiveOn: DayText,
    amount: Money,
    agreedTotal: Money,
    reason: z.string(),
    proposedBy: Id,
    proposedAt: z.string(),
  })
  .meta({ id: 'Proposal' });

/** A second person's decision on what was proposed. */
export function decisionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/proposals',
    id: 'listProposals',
    summary: 'Proposals that are still to be decided, the oldest first',
    tag: 'Budgets',
    callers: ['caseworker', 'panel_member', 'approver', 'finance_officer', 'auditor'],
    query: pagingBy(/^\d{1,16}_[0-9a-f-]{36}$/),
    answer: page(ProposalSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await openProposals(tx, query), query.limit, (row) => `${row.order}_${row.id}`),
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/agreement',
    id: 'agreeArrangement',
    summary: 'Agree a proposed version as a second person',
    description:
      'Posts what each funder agrees more or less, and schedules the payments. What is paid stays.',
    tag: 'Budgets',
    callers: ['panel_member', 'approver'],
    params: ById,
    answer: ArrangementSchema,
    moves: true,
    problems: [
      'needs-a-second-person',
      'state-does-not-allow',
      'budget-closed',
      'funder-has-not-agreed',
      'period-closed',
    ],
    handle: async ({ tx, params, caller }) => {
      await agreeAsSecondPerson(tx, [await toDecide(tx, params.id, caller.user)]);
      return arrangementOf(tx, params.id);
    },
  });
  refusalRoute(app, services);
}

function refusalRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/refusal',
    id: 'refuseProposal',
    summary: 'Refuse a proposed version as a second person, with reasons',
    tag: 'Budgets',
    callers: ['panel_member', 'approver'],
    params: ById,
    body: z.strictObject({ reasons: prose(2000) }).meta({ id: 'ProposalRefusal' }),
    answer: ArrangementSchema,
    moves: true,
    problems: ['needs-a-second-person', 'state-does-not-allow'],
    handle: async ({ tx, params, body, caller }) => {
      const { arrangement, version } = await toDecide(tx, params.id, caller.user);
      const { beneficiaryId } = arrangement;
      const [reasons] = await addTexts(tx, [{ beneficiaryId, text: body.reasons }]);
      await refuse(tx, { beneficiaryId, version, reasons: reasons!, text: body.reasons });
      return arrangementOf(tx, params.id);
    },
  });
}

/** Agrees versions that somebody else proposed, all or none; throws what stands in the way of one. */
export async function agreeAsSecondPerson(tx: Tx, proposals: readonly Proposal[]): Promise<void> {
  for (const proposal of proposals) {
    if (proposal.arrangement.budgetClosed) {
      throw new Problem('budget-closed', 'The budget is closed.');
    }
    await checkFunders(tx, proposal);
    await checkNotice(tx, proposal);
  }
  await agree(tx, proposals);
  for (const proposal of proposals) await noteNotice(tx, proposal);
}

/** The version of an arrangement that is to be decided, by somebody who did not propose it. */
async function toDecide(tx: Tx, arrangementId: string, user: string): Promise<Proposal> {
  await decideAlone(tx, `arrangement ${arrangementId}`);
  const arrangement = await arrangementOf(tx, arrangementId);
  const [proposal] = await loadProposals(tx, [arrangement.agreement.id]);
  if (proposal === undefined) throw notFound();
  const { state, proposedBy } = proposal.version;
  if (state !== 'proposed') {
    throw new Problem('state-does-not-allow', `This version is ${state} already.`, { state });
  }
  if (proposedBy === user) {
    throw new Problem('needs-a-second-person', 'You proposed this arrangement yourself.');
  }
  await checkOnItsOwn(tx, proposal);
  return proposal;
}

/** A version by which agreed money moves is decided together with the other side of it. */
async function checkOnItsOwn(tx: Tx, { arrangement, version }: Proposal): Promise<void> {
  const { arrangementId } = arrangement;
  const [transfer] = await tx.sql<{ id: string }[]>`
    select t.id from arrangement_transfers t
    where (t.from_arrangement_id = ${arrangementId} or t.to_arrangement_id = ${arrangementId})
      and ${version.id} in (t.from_agreement_id, t.to_agreement_id)
      and not exists (select from arrangement_transfer_decisions d where d.transfer_id = t.id)`;
  if (transfer === undefined) return;
  throw new Problem(
    'state-does-not-allow',
    `This version is one side of transfer ${transfer.id}. Decide the transfer: both sides go together.`,
    { state: 'in_a_transfer', transfer: transfer.id },
  );
}

/** Where the budget answers a request, every funder of a share has agreed to pay. */
async function checkFunders(tx: Tx, { arrangement, version }: Proposal): Promise<void> {
  if (arrangement.requestId === null || version.ends) return;
  const agreed = await fundersThatAgreed(tx, arrangement.requestId);
  const funders = version.shares.flatMap(({ funderId }) =>
    funderId === null || agreed.has(funderId) ? [] : [funderId],
  );
  if (funders.length === 0) return;
  throw new Problem(
    'funder-has-not-agreed',
    `${funders.length} of the funders have not agreed to the request that the budget answers.`,
    { funders },
  );
}

async function checkNotice(tx: Tx, { version }: Proposal): Promise<void> {
  const reconsidered = await reconsiderationOf(tx, version.id);
  if (reconsidered === 'undecided') {
    throw new Problem('state-does-not-allow', 'The recipient asked for this to be reconsidered.', {
      state: 'under_reconsideration',
    });
  }
  if (reconsidered === 'to_be_changed') {
    throw new Problem(
      'state-does-not-allow',
      'The reconsideration found that it is to be changed: refuse it, and propose it anew.',
      { state: 'to_be_changed' },
    );
  }
  const through = await closedThrough(tx);
  if (version.number === 1 || through === null || version.effectiveOn.toString() > through) return;
  throw new Problem(
    'period-closed',
    `The books were closed through ${through} after this was proposed. Refuse it and propose it from the day after.`,
  );
}

/** Which version of the rule on notice the decision went by. */
async function noteNotice(tx: Tx, { version }: Proposal): Promise<void> {
  const [notice] = await tx.sql<{ givenOn: string; entryId: string }[]>`
    select n.given_on as "givenOn", d.entry_id as "entryId"
    from notices n join agreement_decisions d on d.agreement_id = n.agreement_id
    where n.agreement_id = ${version.id}`;
  if (notice === undefined) return;
  const rules = await rulesOn(tx, Temporal.PlainDate.from(notice.givenOn));
  for (const { funderId, source } of version.shares) {
    if (funderId !== null) rules.rule(ruleOfNotice(version.change), source as 'education');
  }
  await noteRules(tx, [notice.entryId], rules.used());
}
