import { pooledAccountFields, type NewPooledAccount } from '../../brokers/account-store.ts';
import { agreementEndingFields, type AgreementEnding } from '../../brokers/agreement-store.ts';
import { feeFields, type NewFee } from '../../brokers/fee-store.ts';
import {
  overdrawingEndingFields,
  overdrawingFields,
  type NewOverdrawing,
} from '../../brokers/overdrawing-store.ts';
import { agreementFields, type NewAgreement } from '../../brokers/store.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { BATCH, compare, type Held } from './compare.ts';

type Recorded = Held & { readonly id: string; readonly recordedBy: string };

const agreements: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & NewAgreement & { id: string })[]>`
    select e.id as entry, e.evidence, a.id, a.broker_id as "brokerId", a.kind, a.reference,
      a.from_on as "fromOn", a.to_on as "toOn"
    from broker_agreements a join entries e on e.id = a.entry_id`;
  return compare('agreement with a broker', rows.cursor(BATCH), (row) =>
    evidenceOf(agreementFields(row)),
  );
};

const agreementEndings: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & AgreementEnding & { endedBy: string })[]>`
    select e.id as entry, e.evidence, x.agreement_id as "agreementId", x.ended_on as "endedOn",
      x.access_until as "accessUntil", x.reason, x.ended_by as "endedBy"
    from broker_agreement_endings x join entries e on e.id = x.entry_id`;
  return compare('end of an agreement with a broker', rows.cursor(BATCH), (row) =>
    evidenceOf(agreementEndingFields(row)),
  );
};

const fees: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Recorded & NewFee)[]>`
    select e.id as entry, e.evidence, f.id, f.broker_id as "brokerId",
      f.effective_on as "effectiveOn", f.per_month as "perMonth",
      f.per_extra_funder as "perExtraFunder", f.recorded_by as "recordedBy"
    from broker_fees f join entries e on e.id = f.entry_id`;
  return compare("broker's fee", rows.cursor(BATCH), (row) => evidenceOf(feeFields(row)));
};

const pooledAccounts: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Recorded & NewPooledAccount)[]>`
    select e.id as entry, e.evidence, p.id, p.broker_id as "brokerId", p.name,
      p.sort_code as "sortCode", p.account_number as "accountNumber", p.opened_on as "openedOn",
      p.recorded_by as "recordedBy"
    from pooled_accounts p join entries e on e.id = p.entry_id`;
  return compare('pooled account', rows.cursor(BATCH), (row) =>
    evidenceOf(pooledAccountFields(row)),
  );
};

const overdrawings: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & NewOverdrawing & { id: string; allowedBy: string; salt: Buffer })[]>`
    select e.id as entry, e.evidence, o.id, o.arrangement_id as "arrangementId", o.cause, o.most,
      o.from_on as "fromOn", o.until_on as "untilOn", o.allowed_by as "allowedBy",
      t.text as reasons, t.salt
    from overdrawings o join entries e on e.id = o.entry_id join texts t on t.id = o.reasons_id`;
  return compare('overdrawing', rows.cursor(BATCH), (row) =>
    evidenceOf(overdrawingFields(row), row.salt),
  );
};

const overdrawingEndings: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & { id: string; endedBy: string })[]>`
    select e.id as entry, e.evidence, x.overdrawing_id as id, x.ended_by as "endedBy"
    from overdrawing_endings x join entries e on e.id = x.entry_id`;
  return compare('end of an overdrawing', rows.cursor(BATCH), (row) =>
    evidenceOf(overdrawingEndingFields(row)),
  );
};

/** How the evidence of what is agreed with brokers, and of overdrawings, is recomputed. */
export const BROKER_CHECKS: readonly EvidenceCheck[] = [
  agreements,
  agreementEndings,
  fees,
  pooledAccounts,
  overdrawings,
  overdrawingEndings,
];
