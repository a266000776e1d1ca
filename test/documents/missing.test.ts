import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { addDocuments } from '../../src/documents/document-store.ts';
import { ALL_GIVERS, DOCUMENT_KINDS } from '../../src/documents/kinds.ts';
import { missingFor } from '../../src/documents/missing.ts';
import { stageOf } from '../../src/documents/rules.ts';
import { addWithdrawals } from '../../src/documents/withdrawal-store.ts';
import type { RulesInForce } from '../../src/law/rules.ts';
import { rulesOn } from '../../src/law/store.ts';
import type { Sector } from '../../src/ledger/accounts.ts';
import { TODAY, freshDatabase } from '../support/database.ts';
import { putOnFile, type OnFile } from '../support/on-file.ts';

const SECTORS: readonly Sector[] = ['education', 'health', 'social_care'];
const RECIPIENTS = [
  'parent',
  'young_person',
  'nominee',
  'representative',
  'authorised_person',
  'broker',
];
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

const date = (from: string, days: number) =>
  fc.nat(days).map((n) => day(from).add({ days: n }).toString());

const person = fc.record({
  bornOn: date('2004-01-01', 4500),
  sectors: fc.subarray([...SECTORS], { minLength: 1 }),
  kind: fc.constantFrom('direct' as const, 'direct' as const, 'notional' as const),
  // A broker's payee belongs to a broker, which this book has none of.
  relationship: fc.constantFrom(...RECIPIENTS.slice(0, 5)),
});

/** Most hold for long, so that now and then nothing is missing. */
const document = fc.record({
  kind: fc.constantFrom(...DOCUMENT_KINDS),
  givenBy: fc.constantFrom(...ALL_GIVERS),
  fromOn: date('2025-01-01', 700),
  lasts: fc.option(fc.nat(700), { freq: 3 }),
  withdrawnAfter: fc.option(fc.nat(700), { freq: 3 }),
});

const whole = fc.record({
  person,
  documents: fc.array(document, { minLength: 6, maxLength: 40 }),
  days: fc.array(date('2025-06-01', 900), { minLength: 1, maxLength: 3 }),
  sameHousehold: fc.boolean(),
  onPremises: fc.boolean(),
});

interface Required {
  sector: string;
  stage: string;
  capacity: string;
  recipient: string;
  document: string;
  givenBy: string | null;
  appliesTo: string;
}

interface Held {
  sector: Sector;
  kind: string;
  givenBy: string;
  fromOn: string;
  toOn: string | null;
  withdrawnOn: string | null;
}

type Case = fc.TypeOfArbitrary<typeof whole>;
type TypeOf<T> = T extends fc.Arbitrary<infer U> ? U : never;
