import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { readProfile } from '../bank-files/csv-profile.ts';
import { inspect, inspectionJson, type InspectionOptions } from '../bank-files/inspection.ts';
import { codeOf, sentenceOf } from '../process/failure.ts';

interface InspectOptions {
  readonly format?: string;
  readonly profile?: string;
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
    .argument('<file>', 'the bank file')
    .option('--format <format>', 'read it as this: camt, mt940, ofx, qif, bai2 or csv')
    .option('--profile <name>', 'the bank whose CSV it is, or a file (.json) that describes it')
    .addHelpText(
      'after',
      '\nThe exit code is 1 when there is not one statement in the file that can be read.\n' +
        '\nExample:\n  npm run -s ledger -- inspect statement.xml',
    )
    .action(async (file: string, { format, profile }: InspectOptions) => {
      await checkFile(file);
      const options = await optionsOf(format, profile);
      const inspection = await inspect(file, options);
      if (inspection.statements.length === 0) process.exitCode = 1;
      await print(inspectionJson(file, inspection, options));
    });
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
  if (profile === undefined || !/\.json$|[/\\]/i.test(profile)) {
    return { format: format ?? null, profile };
  }
  await checkFile(profile);
  const text = (await readFile(profile, 'utf8')).replace(/^\uFEFF/, '');
  readProfile(text);
  return { format: format ?? 'csv', profile: text };
}

/** @throws Error when there is no such file; a pipe could not be read twice. */
async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    const why = codeOf(error) === 'ENOENT' ? 'there is none' : sentenceOf(error);
    throw new Error(`Expected a file at ${file}; ${why}. Check the path.`, { cause: error });
  });
  if (!found.isFile()) {
    throw new Error(`Expected a file at ${file}; found something else. Save it as a file first.`);
  }
}

async function print(pieces: AsyncGenerator<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    // Whoever reads the output may have seen enough of it.
    if (codeOf(error) !== 'EPIPE' && codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
