import { readFile, stat } from 'node:fs/promises';
import { readProfile } from '../bank-files/csv-profile.ts';
import { codeOf, sentenceOf } from '../process/failure.ts';

/** @throws Error when there is no such file; a pipe could not be read twice. */
export async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    const why = codeOf(error) === 'ENOENT' ? 'there is none' : sentenceOf(error);
    throw new Error(`Expected a file at ${file}; ${why}. Check the path.`, { cause: error });
  });
  if (!found.isFile()) {
    throw new Error(`Expected a file at ${file}; found something else. Save it as a file first.`);
  }
}

/**
 * What `--profile` names: a bank, as it was typed, or a file with a profile in JSON, as its text.
 *
 * @throws Error when the file cannot be read, or has faults
 */
export async function profileNamed(profile: string): Promise<string> {
  if (!/\.json$|[/\\]/i.test(profile)) return profile;
  await checkFile(profile);
  const text = (await readFile(profile, 'utf8')).replace(/^\uFEFF/, '');
  readProfile(text);
  return text;
}

/** Says why a file cannot be read. Refusals of the format and of the profile are as they are. */
export function unreadable(file: string, error: unknown): never {
  const code = codeOf(error);
  if (code === undefined) throw error;
  const why = code === 'EACCES' ? 'it may not be read by you' : sentenceOf(error);
  const message = `Expected a file that can be read at ${file}; ${why}. Check its permissions and its disk.`;
  throw new Error(message, { cause: error });
}
