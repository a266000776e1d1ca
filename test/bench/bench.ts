/** Measures the figures that we hold ourselves to: `npm run -s bench`. */
import { Command, Option } from 'commander';
import { MEASUREMENTS } from './measurements.ts';
import { outcomeOf, type Measurement, type Outcome } from './measurement.ts';
import { inOwnProcess } from './support/own-process.ts';
import { tableOf } from './support/table.ts';

interface Flags {
  readonly only?: string[];
  readonly quick: boolean;
  readonly json: boolean;
  readonly folder: string;
  /** The one measurement that this process is to do itself. */
  readonly inside?: string;
}

const names = MEASUREMENTS.map(({ name }) => name);
const command = new Command('bench')
  .description('Measures ours against its baseline, in turns, and says whether the bars hold.')
  .addOption(new Option('--only <names...>', 'only these').choices(names))
  .option('--quick', 'small counts and a small book; ends in a minute', false)
  .option('--json', 'one JSON object per line instead of a table', false)
  .option('--folder <folder>', 'where databases are kept between runs', '.data/bench')
  .addOption(new Option('--inside <name>').hideHelp())
  .parse();

const flags = command.opts<Flags>();
const say = (sentence: string): boolean => process.stderr.write(`${sentence}\n`);

if (flags.inside === undefined) {
  const outcomes = await measureAll(MEASUREMENTS.filter(isWanted));
  if (!flags.json) process.stdout.write(tableOf(outcomes));
  if (outcomes.some(({ holds }) => !holds)) process.exitCode = 1;
} else {
  const measurement = MEASUREMENTS.find(({ name }) => name === flags.inside)!;
  const { quick, folder } = flags;
  const turns = await measurement.measure({ quick, folder, onProgress: say });
  process.send?.(outcomeOf(measurement, turns));
}

function isWanted({ name }: Measurement): boolean {
  return flags.only?.includes(name) ?? true;
}

async function measureAll(measurements: readonly Measurement[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name } of measurements) {
    say(`${name} ...`);
    const outcome = await inOwnProcess<Outcome>(import.meta.filename, [
      '--inside',
      name,
      '--folder',
      flags.folder,
      ...(flags.quick ? ['--quick'] : []),
    ]);
    if (flags.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
    outcomes.push(outcome);
  }
  return outcomes;
}
