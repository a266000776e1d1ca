import { entryBytes } from './canonical.ts';
import type { SealedEntry } from './canonical.ts';
import { verifyInclusion } from './merkle-proof.ts';
import { leafHash } from './merkle.ts';
import { readCheckpoint } from './signed-note.ts';
import type { NamedPublicKey } from './signed-note.ts';

/**
 * What a person is given so that they can show, without the ledger, that an entry is in its journal.
 * All of it is proven by the signature on the checkpoint; nothing else may be put in.
 */
export interface Receipt {
  readonly format: 'ledger-receipt-1';
  /** Whose journal it is: the origin on the first line of the checkpoint. */
  readonly authority: string;
  readonly entry: SealedEntry;
  /** The place of the entry in the journal, counted from 0. */
  readonly number: number;
  /** How many entries had been sealed when the checkpoint was made. */
  readonly size: number;
  /** The RFC 6962 audit path from the entry upwards, each hash in lower-case hex. */
  readonly proof: readonly string[];
  /** The signed note (see signed-note.ts). */
  readonly checkpoint: string;
}

/** What a receipt proves, in a sentence, and who signed when; or why it proves nothing. */
export type ReceiptCheck =
  | {
      readonly ok: true;
      readonly proves: string;
      readonly authority: string;
      /** When the journal was sealed, UTC, or null if the checkpoint does not say. */
      readonly sealedAt: string | null;
      readonly keyName: string;
      readonly keyId: string;
    }
  | { readonly ok: false; readonly why: string };

/** Whether a value has the form that a part of a receipt must have. */
type Form = (value: unknown) => boolean;

const isText: Form = (value) => typeof value === 'string' && value.isWellFormed();
const isTextOrNull: Form = (value) => value === null || isText(value);
const isCount: Form = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isHexHash: Form = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const RECEIPT_FORM: Record<keyof Receipt, Form> = {
  format: (value) => value === 'ledger-receipt-1',
  authority: isText,
  entry: (value) => typeof value === 'object',
  number: isCount,
  size: isCount,
  proof: (value) => Array.isArray(value) && value.every(isHexHash),
  checkpoint: isText,
};

const ENTRY_FORM: Record<keyof SealedEntry, Form> = {
  id: isText,
  key: isText,
  kind: isText,
  effectiveOn: isText,
  relatesOn: isTextOrNull,
  recordedAt: isText,
  by: isText,
  reason: isTextOrNull,
  reverses: isTextOrNull,
  evidence: isTextOrNull,
  transfers: Array.isArray,
};

const TRANSFER_FORM: Record<keyof SealedEntry['transfers'][number], Form> = {
  line: isCount,
  from: isText,
  to: isText,
  amount: isText,
};

/**
 * Checks a receipt against the public keys that are trusted. It holds only if it has the parts of a
 * receipt and no others, a trusted key signed its checkpoint, that is a checkpoint of the authority's
 * journal at the size stated, and the audit path leads from every fact of the entry to its root.
 * Takes whatever was parsed from JSON; never throws. The reason why one fails names the part at
 * fault and repeats none of the receipt.
 */
export function checkReceipt(
  receipt: unknown,
  publicKeys: readonly NamedPublicKey[],
): ReceiptCheck {
  const fault = faultIn(receipt);
  if (fault !== null) return failed(`its part "${fault}" is missing, malformed or unknown`);
  const { authority, entry, number, size, proof, checkpoint } = receipt as Receipt;
  const sealed = readCheckpoint(checkpoint, publicKeys);
  if (!sealed.ok) return sealed;
  if (sealed.origin !== authority) return failed('the checkpoint is of another journal');
  if (sealed.size !== size) return failed('the checkpoint is of another size');
  const isIncluded = verifyInclusion({
    leaf: leafHash(entryBytes(entry)),
    index: number,
    size,
    proof: proof.map((hex) => Buffer.from(hex, 'hex')),
    root: sealed.root,
  });
  if (!isIncluded) return failed('the entry is not what was sealed at that number');
  const { time: sealedAt, keyName, keyId } = sealed;
  const proves = sentence(receipt as Receipt, sealedAt, `${keyName} (${keyId})`);
  return { ok: true, proves, authority, sealedAt, keyName, keyId };
}

/** What was proven. Only ever made of facts that the signature covers. */
function sentence(receipt: Receipt, sealedAt: string | null, signer: string): string {
  const { authority, entry, number, size } = receipt;
  const moved = entry.transfers.map(({ from, to, amount }) => `£${amount} from ${from} to ${to}`);
  return (
    `Entry ${entry.id} (${entry.kind}), effective on ${entry.effectiveOn} and recorded at ` +
    `${entry.recordedAt}, moving ${moved.join('; ') || 'nothing'}, is entry ${number + 1} of the ` +
    `${size} in the journal of ${authority} as sealed` +
    `${sealedAt === null ? '' : ` at ${sealedAt}`} with the key ${signer}.`
  );
}

/** The name of the first part that does not have the form of a receipt, or null. */
function faultIn(receipt: unknown): string | null {
  const fault = faultyPart(receipt, RECEIPT_FORM, 'receipt');
  if (fault !== null) return fault;
  const { entry } = receipt as Receipt;
  return (
    faultyPart(entry, ENTRY_FORM, 'entry') ??
    entry.transfers
      .map((transfer) => faultyPart(transfer, TRANSFER_FORM, 'transfers'))
      .find((transferFault) => transferFault !== null) ??
    null
  );
}

/** An unknown part is a fault as well: it would look proven and would not be. */
function faultyPart(value: unknown, forms: Record<string, Form>, whole: string): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return whole;
  const parts = value as Record<string, unknown>;
  if (Object.keys(parts).some((name) => !Object.hasOwn(forms, name))) return whole;
  const faulty = Object.entries(forms).find(
    ([name, hasForm]) => !Object.hasOwn(parts, name) || !hasForm(parts[name]),
  );
  return faulty?.[0] ?? null;
}

function failed(why: string): ReceiptCheck {
  return { ok: false, why: `The receipt proves nothing: ${why}. Ask for the receipt again.` };
}
