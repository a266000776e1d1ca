import { loadProposals } from '../budgets/agreement-store.ts';
import { agreeAsSecondPerson } from '../budgets/decision-routes.ts';
import { refuse } from '../budgets/proposal-store.ts';
import { decideAloneOnAll } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { partsOfVersions } from './agreed.ts';
import { agreeHeld, partsNow } from './held.ts';
import type { Part } from './rules.ts';
import {
  addDecision,
  factsBefore,
  textOfParts,
  transferFields,
  transferOf,
  type TransferRow,
} from './transfer-store.ts';

interface Decision {
  readonly outcome: 'agreed' | 'refused';
  readonly reasons?: string | undefined;
  readonly by: string;
}

/** Decides a transfer that somebody else proposed. */
export async function decideTransfer(tx: Tx, id: string, decision: Decision): Promise<void> {
  const { from, to } = await transferOf(tx, id);
  await decideAloneOnAll(
    tx,
    [from, to].map((side) => `arrangement ${side.arrangementId}`),
  );
  // Read again: who came first may have decided it.
  const transfer = await transferOf(tx, id);
  checkDecision(transfer, decision);
  if (transfer.what === 'held' && decision.outcome === 'agreed') return agreeHeld(tx, transfer);
  const parts = decision.outcome === 'agreed' ? await agreeBoth(tx, transfer) : [];
  if (transfer.what === 'agreed' && decision.outcome === 'refused') {
    await refuseBoth(tx, transfer, decision.reasons!);
  }
  await record(tx, transfer, decision.outcome, parts);
}

function checkDecision(transfer: TransferRow, { outcome, reasons, by }: Decision): void {
  const { state, what, proposedBy } = transfer;
  if (state !== 'open') {
    throw new Problem('state-does-not-allow', `This transfer is ${state} already.`, { state });
  }
  if (proposedBy === by) {
    throw new Problem('needs-a-second-person', 'You proposed this transfer yourself.');
  }
  const needed = what === 'agreed' && outcome === 'refused';
  if (needed === (reasons !== undefined)) return;
  const message = needed
    ? 'Two changes of terms are refused with it: say why.'
    : 'Reasons are kept where changes of terms are refused, and nowhere else.';
  refuseFaults('invalid-request', message, [{ where: 'body.reasons', message }]);
}

/** Both versions are agreed at once, each by all that agreeing it alone would take. */
async function agreeBoth(tx: Tx, { from, to }: TransferRow): Promise<readonly Part[]> {
  const ids = [from.agreementId!, to.agreementId!] as const;
  const parts = await partsOfVersions(tx, ...ids);
  await agreeAsSecondPerson(tx, await loadProposals(tx, ids));
  return parts;
}

async function refuseBoth(tx: Tx, transfer: TransferRow, text: string): Promise<void> {
  const { from, to, beneficiaryId } = transfer;
  const proposals = await loadProposals(tx, [from.agreementId!, to.agreementId!]);
  const kept = await addTexts(
    tx,
    proposals.map(() => ({ beneficiaryId, text })),
  );
  const [first, second] = proposals;
  await refuse(tx, { beneficiaryId, version: first!.version, reasons: kept[0]!, text });
  await refuse(tx, { beneficiaryId, version: second!.version, reasons: kept[1]!, text });
}

async function record(
  tx: Tx,
  { id }: TransferRow,
  outcome: Decision['outcome'],
  parts: readonly Part[],
): Promise<void> {
  const facts = await factsBefore(tx, id);
  const decided = { ...facts, outcome, decidedBy: tx.scope.user, parts: textOfParts(parts) };
  const [entry] = await recordDecisions(tx, [
    {
      key: `transfer_decision:${id}`,
      reason: `transfer_${outcome}`,
      fields: transferFields(decided),
      salt: facts.salt,
    },
  ]);
  await addDecision(tx, { facts, outcome, entry: entry!, parts });
}

/** A transfer as it is shown; an open one with what would move now, or why nothing could. */
export async function shownTransfer(tx: Tx, id: string): Promise<TransferRow> {
  const transfer = await transferOf(tx, id);
  if (transfer.state !== 'open') return transfer;
  const { from, to } = transfer;
  try {
    const parts =
      transfer.what === 'held'
        ? await partsNow(tx, transfer)
        : await partsOfVersions(tx, from.agreementId!, to.agreementId!);
    const shares = textOfParts(parts).map(({ amount }, n) => {
      const { source, funderId } = parts[n]!;
      return { source, funderId, amount };
    });
    return { ...transfer, shares };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...transfer, obstacle: error.detail };
  }
}
