import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { ColumnName } from '../../src/imports/columns.ts';
import { fixedClock } from '../../src/calendar.ts';
import { EVIDENCE_CHECKS } from '../../src/commands/evidence-checks.ts';
import { IMPORT_CHECKS } from '../../src/commands/evidence/imports.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { verifyBook } from '../../src/ledger/verify/book.ts';
import { addBrokers } from '../../src/brokers/store.ts';
import { freshApi, type Api, type Answer } from './api.ts';
import { addFunders, staffOf, type Funders, type Staff } from './book.ts';
import { aBankAccount } from './released-run.ts';
import { AUTHORITY } from './template.ts';

/** The file that the guide goes live with, and the day it is for. */
export const EXAMPLE = readFileSync(
  resolve(import.meta.dirname, '../../docs/examples/going-live.csv'),
  'utf8',
);
export const STARTS_ON = '2026-11-02';
export const BROKER = 'Harbour Managed Accounts';

export type Row = Record<ColumnName, string>;

/** The lines of the example, by column. */
export const exampleRows = (): Row[] => parse(EXAMPLE, { columns: true });

/** A file of some lines. */
export const fileOf = (rows: readonly Partial<Row>[]): string =>
  stringify(rows as object[], { header: true, quoted: true, record_delimiter: 'windows' });

export interface GoingLive {
  readonly api: Api;
  readonly staff: Staff;
  readonly funders: Funders;
  readonly bankAccountId: string;
  /** Sends a file as the finance officer. */
  store(content: string | Buffer, query?: Record<string, string>): Promise<Answer>;
  /** Sends a file and has it loaded by the approver. */
  load(content: string | Buffer): Promise<Answer>;
}

/** A book with what the example names: funders, a broker, a bank account. */
export async function goingLive(today = '2026-11-20'): Promise<GoingLive> {
  const api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from(today)) });
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  await api.db.run((tx) => addBrokers(tx, [BROKER]));
  const { id: bankAccountId } = await aBankAccount(api.db);
  const store: GoingLive['store'] = (content, query = {}) => {
    const asked = new URLSearchParams({ name: 'going-live.csv', startsOn: STARTS_ON, ...query });
    return staff.finance.post(`/imports?${asked.toString()}`, content, {
      'content-type': 'text/csv',
    });
  };
  const load: GoingLive['load'] = async (content) => {
    const stored = await store(content);
    if (stored.status !== 200) return stored;
    const id = stored.body.import.id as string;
    return staff.approver.post(`/imports/${id}/load`, { bankAccountId });
  };
  return { api, staff, funders, bankAccountId, store, load };
}

/** What verifying the book finds: the checks that do not hold, and what was looked at. */
export async function verified({ api }: GoingLive, today = '2026-11-20') {
  const day = Temporal.PlainDate.from(today);
  const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service', today: day };
  const { checks } = await verifyBook(api.db.service, scope, {
    sealDir: null,
    withoutOutside: true,
    evidenceChecks: [...new Set([...EVIDENCE_CHECKS, ...IMPORT_CHECKS])],
  });
  return {
    failing: checks.filter((check) => !check.holds),
    figures: checks.map((check) => check.figure).join('\n'),
  };
}
