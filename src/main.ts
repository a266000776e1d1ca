/** The process of the service: `npm start`. */
import { readConfig, type Config } from './config.ts';
import { thingsToSee } from './demonstration/load.ts';
import { describe } from './http/errors.ts';
import { DEMONSTRATION } from './database/unfinished.ts';
import { curlLines, whereToLook } from './process/greeting.ts';
import { logLevelOf, makeLog } from './process/log.ts';
import { startService, type Started } from './process/start.ts';
import { stopWithGrace, type Stopping } from './process/stopping.ts';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** A step of the start, with the seconds since the process began. */
function onProgress(sentence: string): void {
  const seconds = (performance.now() / 1000).toFixed(1).padStart(5);
  say(`[${seconds} s] ${sentence}`);
}

async function start(config: Config, stopping: Stopping): Promise<void> {
  const isTerminal = process.stdout.isTTY;
  const log = makeLog(logLevelOf(config, process.env, isTerminal));
  const progress = config.mode === 'embedded' ? onProgress : log.info.bind(log);
  const started = await startService(config, { log, stopping, onProgress: progress });
  progress(`Ready at ${started.address}`);
  if (config.mode === 'embedded') await greet(started);
}

async function greet({ address, signIn, book, clock }: Started): Promise<void> {
  say(`\n${whereToLook(address)}`);
  const demonstration = await book.service`
    select from public.authorities where name = ${DEMONSTRATION}`;
  if (demonstration.length === 0 || signIn.sign === undefined) return;
  const paths = await thingsToSee(book.service, DEMONSTRATION, clock);
  say(`\n${await curlLines(address, signIn.sign, paths)}`);
}

const stopping = stopWithGrace((error) => {
  process.stderr.write(`The service fails: ${JSON.stringify(describe(error))}\n`);
});
try {
  await start(readConfig(process.env), stopping);
} catch (error) {
  stopping.fail(error);
}
