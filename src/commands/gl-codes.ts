import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { DEMONSTRATION } from '../database/unfinished.ts';
import { readCodes, type FilledIn } from '../general-ledger/code-file.ts';
import { codeOf } from '../process/failure.ts';
import { serviceAt, type Service, type Where } from './bank/service.ts';

interface CodesOptions extends Where {
  readonly from: string;
}

/** How many codes were set, as the service answers. */
interface CodesSet {
  readonly fromOn: string;
  readonly set: number;
  readonly unchanged: number;
}

/** Adds `gl-codes`. */
export function addGlCodes(program: Command): void {
  program
    .command('gl-codes')
    .summary("load codes of the council's general ledger from a file")
    .description(
      'Reads a CSV with the columns class, funder, code and name, and names the codes in it from a ' +
        'day on, all or none. A funder is named as the service names it; left empty, the code is for ' +
        'every funder that has none of its own. Lines without a code are passed over. Asks the ' +
        'running service, so that who did it is on record: LEDGER_TOKEN has your token.',
    )
    .argument('<file>', 'the CSV, as GET /general-ledger/codes gives it')
    .requiredOption('--from <day>', 'the first day, such as 2026-04-01')
    .addOption(
      new Option('--url <url>', 'where the service is (or LEDGER_URL)')
        .env('LEDGER_URL')
        .default('http://127.0.0.1:3000'),
    )
    .option('--authority <name>', 'the authority that you work for', DEMONSTRATION)
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- gl-codes codes.csv --from 2026-04-01')
    .action(async (file: string, options: CodesOptions) => {
      const { set, unchanged } = await loadCodes(
        serviceAt(options, process.env),
        await contentOf(file),
        options.from,
      );
      process.stdout.write(`Set: ${set}. As they were: ${unchanged}.\n`);
    });
}

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new Error(`Expected a file that can be read at ${file}; found ${codeOf(error)}.`, {
      cause: error,
    });
  }
}

/**
 * Names the codes of a filled-in file from a day on.
 *
 * @throws Error naming the lines of the file that cannot be taken
 */
export async function loadCodes(
  service: Service,
  content: Uint8Array,
  fromOn: string,
): Promise<CodesSet> {
  const codes = readCodes(content);
  if (codes.length === 0) throw new Error('No line of the file has a code: nothing was set.');
  const funders = await fundersByName(service);
  const unknown = codes.filter(({ funder }) => funder !== null && !funders.has(funder));
  if (unknown.length > 0) {
    const lines = unknown.map(
      ({ line, funder }) => `Line ${line}: there is no funder "${funder}".`,
    );
    throw new Error(lines.join('\n'));
  }
  const body = {
    fromOn,
    codes: codes.map(({ class: name, funder, code, name: called }) => ({
      class: name,
      funderId: funder === null ? null : funders.get(funder)!,
      code,
      name: called,
    })),
  };
  try {
    return (await service.ask({ method: 'POST', path: '/general-ledger/codes', body })) as CodesSet;
  } catch (error) {
    throw inLines(error, codes);
  }
}

async function fundersByName(service: Service): Promise<Map<string, string>> {
  const { items } = (await service.ask({ method: 'GET', path: '/funders' })) as {
    items: { id: string; name: string }[];
  };
  return new Map(items.map(({ id, name }) => [name, id]));
}

/** The service names places in what was sent; whoever filled in the file knows its lines. */
function inLines(error: unknown, codes: readonly FilledIn[]): unknown {
  if (!(error instanceof Error)) return error;
  const lineOf = (n: string): string => String(codes[Number(n)]?.line ?? '?');
  const message = error.message
    .replace(/body\.codes\.(\d+)(?:\.(\w+))?/g, (_, n: string, column?: string) =>
      column === undefined ? `line ${lineOf(n)}` : `line ${lineOf(n)}, ${column.replace('Id', '')}`,
    )
    .replace(/ stand in codes\.(\d+) /g, (_, n: string) => ` stand on line ${lineOf(n)} `);
  return new Error(message, { cause: error });
}
