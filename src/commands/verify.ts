import type { Client } from '../database/connections.ts';
import { WHOLE_AUTHORITY } from '../ledger/accounts.ts';
import { verifyBook, type CheckResult, type VerifyReport } from '../ledger/verify/book.ts';
import { EVIDENCE_CHECKS } from './evidence-checks.ts';

/** What verifying needs: which books, where the record outside is, and where to write. */
export interface VerifyRequest {
  readonly client: Client;
  readonly authorities: readonly string[];
  /** The folder of the signed seals; null if it is not known, which is a failure. */
  readonly sealDir: string | null;
  /** A file with the public keys that are trusted, a line each; else the key beside the seals. */
  readonly publicKeyFile?: string | undefined;
  /** Verify the database alone, and do not fail for want of the record outside. */
  readonly withoutOutside?: boolean | undefined;
  readonly json: boolean;
  readonly today: Temporal.PlainDate;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Somewhere to write text. */
export interface Output {
  write(text: string): unknown;
}

/**
 * Verifies the books of authorities. Prints what was found to stdout, as a table or as one JSON
 * array with a report an authority, and what it is doing to stderr.
 *
 * @returns whether everything holds, which is to be the exit code
 */
export async function runVerify(request: VerifyRequest): Promise<boolean> {
  const { client, authorities, json, today, stdout, stderr, ...place } = request;
  const reports: VerifyReport[] = [];
  for (const authority of authorities) {
    const scope = { authority, user: WHOLE_AUTHORITY, kind: 'service', today };
    const report = await verifyBook(client, scope, {
      ...place,
      evidenceChecks: EVIDENCE_CHECKS,
      onProgress: (message) => stderr.write(`${authority}: ${message}\n`),
    });
    reports.push(report);
    if (!json) stdout.write(`${tableOf(report)}\n`);
  }
  if (json) stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  return reports.every((report) => report.holds);
}

/** A report as a table: a line a check, and under each that fails whom it names. */
export function tableOf(report: VerifyReport): string {
  const { authority, checkedAt, checks, unsealed } = report;
  const failed = checks.filter((check) => !check.holds).length;
  const width = Math.max(...checks.map((check) => check.name.length));
  const outcome =
    failed === 0
      ? `All ${checks.length} checks hold.`
      : `${failed} of ${checks.length} checks ${failed === 1 ? 'FAILS' : 'FAIL'}.`;
  return [
    `${authority}, as it stood at ${checkedAt}`,
    ...checks.flatMap((check) => linesOf(check, width)),
    `${outcome} ${unsealed} ${unsealed === 1 ? 'entry is' : 'entries are'} not sealed yet.`,
    '',
  ].join('\n');
}

function linesOf({ name, holds, figure, detail, expected }: CheckResult, width: number): string[] {
  const line = `  ${holds ? 'holds' : 'FAILS'}  ${name.padEnd(width)}  ${figure}`;
  if (holds) return [line];
  return [line, `         Expected: ${expected}`, ...detail.map((one) => `         - ${one}`)];
}
