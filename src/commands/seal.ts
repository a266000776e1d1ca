import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { DatabaseConfig } from '../config.ts';
import type { Book } from '../database/open.ts';
import { inTransaction, type Scope, type Tx } from '../database/transactions.ts';
import { settledThrough } from '../ledger/seal-store.ts';
import { serviceScope, startSealer, type Sealer } from '../ledger/sealer.ts';
import { clockOf } from '../process/clock.ts';
import { openSealPlace } from '../process/seal-key.ts';
import { authoritiesIn, tell, withMigratedBook } from './book.ts';

interface Sealed {
  readonly authority: string;
  /** How many entries the log holds. */
  readonly entries: number;
  /** The hash that stands for all of them, in hexadecimal; null while there are none. */
  readonly root: string | null;
}

/** How often to try while another process, the service, is sealing the same entries. */
const TRIES = 100;
const PAUSE_MS = 100;
/** The command seals when it is told to, and not by the clock. */
const NEVER_MS = 2 ** 31 - 1;

/** Adds `seal`. */
export function addSeal(program: Command): void {
  program
    .command('seal')
    .summary('seal the journal now')
    .description(
      'Seals all entries posted so far, and writes their leaves and a signed checkpoint to ' +
        'SEAL_DIR. The service does so by itself all the time; this is for scripts that must know ' +
        'that it is done, before a backup for example.',
    )
    .option('--authority <name>', 'only this authority')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- seal --json')
    .action(async (options: { authority?: string; json?: boolean }) => {
      const sealed = await sealNow(options.authority);
      const text = options.json === true ? JSON.stringify(sealed) : sealed.map(lineOf).join('\n');
      process.stdout.write(`${text}\n`);
    });
}

function lineOf({ authority, entries, root }: Sealed): string {
  return root === null
    ? `${authority}: nothing to seal yet`
    : `${authority}: ${entries} entries sealed, root ${root}`;
}

async function sealNow(asked: string | undefined): Promise<Sealed[]> {
  return withMigratedBook(async (book, config) =>
    sealBook(book, config, await authoritiesIn(book, asked)),
  );
}

/** Seals all entries of some authorities that are posted by now, and signs what is sealed. */
export async function sealBook(
  book: Book,
  config: DatabaseConfig,
  authorities: readonly string[],
): Promise<Sealed[]> {
  const clock = clockOf(config);
  const failures: unknown[] = [];
  const sealer = startSealer({
    client: book.service,
    authorities: async () => authorities,
    ...openSealPlace(config),
    clock,
    everyMs: NEVER_MS,
    onError: (error) => failures.push(error),
  });
  const sealed: Sealed[] = [];
  for (const authority of authorities) {
    tell(`Sealing ${authority}.`);
    sealed.push(await sealAll(book, sealer, serviceScope(authority, clock)));
  }
  await sealer.stop();
  if (failures.length > 0) throw failures[0];
  return sealed;
}

/** The service may be sealing at this moment; then it is waited for. */
async function sealAll(book: Book, sealer: Sealer, scope: Scope): Promise<Sealed> {
  const { authority } = scope;
  const settled = await settledThrough(book.service, scope);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    await sealer.sealNow();
    const { behind, entries, root } = await headOf(book, scope, settled);
    if (!behind) return { authority, entries: Number(entries), root };
    await delay(PAUSE_MS);
  }
  throw new Error(`Another process has been sealing ${authority} for a long time. Try again.`);
}

interface Head {
  readonly entries: string;
  readonly root: string | null;
  /** Whether an entry up to the settled one is not sealed, or the head is not signed. */
  readonly behind: boolean;
}

async function headOf(book: Book, scope: Scope, settled: string): Promise<Head> {
  const read = async ({ sql }: Tx): Promise<Head> => {
    const [head] = await sql<Head[]>`
      with head as (
        select size, through_entry, root from seal_batches order by size desc limit 1
      )
      select coalesce(h.size, 0) as entries, encode(h.root, 'hex') as root,
        (h.size is not null and c.size is null) or exists (
          select from entries where id > coalesce(h.through_entry, 0) and id <= ${settled}
        ) as behind
      from (select) as one left join head h on true left join seal_checkpoints c using (size)`;
    return head!;
  };
  return inTransaction(book.service, scope, read, { readOnly: true });
}
