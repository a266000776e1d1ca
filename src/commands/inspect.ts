import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { inspect, inspectionJson, type InspectionOptions } from '../bank-files/inspection.ts';
import { readerFor } from '../bank-files/detect.ts';
import { summarise, summaryRow, table } from '../bank-files/summary.ts';
import { codeOf, sentenceOf } from '../process/failure.ts';
import { checkFile, profileNamed, unreadable } from './named-files.ts';

interface InspectOptions {
  readonly format?: string;
  readonly profile?: string;
  readonly summary?: true;
}

/** Adds `inspect`. */
export function addInspect(program: Command): void {
  program
    .command('inspect')
    .summary('show what is in a bank file, without loading it')
    .description(
      'Reads a bank file of any format that is known here and prints what is in it as one JSON ' +
        'object: its statements with their lines, and everything that is wrong with it. Nothing ' +
        'is loaded, and no database is needed. The format is found by what is in the file.',
    )
    .argument('<files...>', 'the bank file; with --summary, as many as you like')
    .option('--format <format>', 'read it as this: camt, mt940, ofx, qif, bai2 or csv')
    .option('--profile <name>', 'the bank whose CSV it is, or a file (.json) that describes it')
    .option('--summary', 'print a table instead: a row for each file, with its lines and sums')
    .addHelpText(
      'after',
      '\nThe exit code is 1 when there is a file without one statement that can be read.\n' +
        '\nExamples:\n  npm run -s ledger -- inspect statement.xml' +
        '\n  npm run -s ledger -- inspect --summary *.xml *.csv',
    )
    .action(async (files: string[], { format, profile, summary }: InspectOptions) => {
      const options = await optionsOf(format, profile);
      if (summary === true) await printSummary(files, options);
      else await printInspection(files, options);
    });
}

async function printInspection(files: string[], options: InspectionOptions): Promise<void> {
  const [file = '', ...others] = files;
  if (others.length > 0) {
    throw new Error(
      `Expected one file; found ${files.length}. Inspect one after the other, or say --summary.`,
    );
  }
  await checkFile(file);
  const inspection = await inspect(file, options).catch((error: unknown) =>
    unreadable(file, error),
  );
  if (inspection.statements.length === 0) process.exitCode = 1;
  await print(inspectionJson(file, inspection, options));
}

/** One file that cannot be read does not keep the others from the table. */
async function printSummary(files: string[], options: InspectionOptions): Promise<void> {
  readerFor(options.format, options);
  const rows: string[][] = [];
  for (const file of files) {
    try {
      await checkFile(file);
      const summary = await summarise(file, options).catch((error) => unreadable(file, error));
      if (summary.statements.length === 0) process.exitCode = 1;
      rows.push(summaryRow(file, summary));
    } catch (error) {
      process.exitCode = 1;
      rows.push([file, 'none', '0', '0', '0', '–', '–', '–', '–', sentenceOf(error)]);
    }
  }
  await print([table(rows)]);
}

/**
 * A profile that is a file is read here, and says that the bank file is CSV.
 *
 * @throws Error when it cannot be read, or has faults
 */
async function optionsOf(
  format: string | undefined,
  profile: string | undefined,
): Promise<InspectionOptions> {
  if (profile === undefined) return { format: format ?? null, profile };
  const named = await profileNamed(profile);
  return { format: format ?? (named === profile ? null : 'csv'), profile: named };
}

async function print(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    // Whoever reads the output may have seen enough of it.
    if (codeOf(error) !== 'EPIPE' && codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
