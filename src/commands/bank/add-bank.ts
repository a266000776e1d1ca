import { Option, type Command } from 'commander';
import { DEMONSTRATION } from '../../database/unfinished.ts';
import type { BankCommand, Given, OptionFacts, Outcome } from './bank-command.ts';
import { LOOKING } from './looking.ts';
import { MATCHING } from './matching.ts';
import { POSTING } from './posting.ts';
import { serviceAt, type Service, type Where } from './service.ts';
import { SIGNING } from './signing.ts';

const COMMANDS: readonly BankCommand[] = [...LOOKING, ...MATCHING, ...POSTING, ...SIGNING];

/** Of every command. */
const WHERE: readonly OptionFacts[] = [
  { flags: '--url <url>', says: 'where the service is (or LEDGER_URL)' },
  { flags: '--authority <name>', says: 'the authority that you work for' },
  { flags: '--json', says: 'print the answer as JSON' },
];

const ACCOUNT: OptionFacts = {
  flags: '--account <account>',
  says: 'the bank account, by its name or id; may be left out where there is only one',
};

type Options = Where & Readonly<Record<string, string | true | undefined>>;

/** Adds `bank` and its commands. */
export function addBank(program: Command): void {
  const bank = program
    .command('bank')
    .summary("reconcile the bank's statements with the ledger")
    .description(
      "An officer's day with a bank account, without a page. Every command asks the running " +
        'service, so that who did it is on record: LEDGER_TOKEN has your token.',
    )
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- bank work');
  for (const one of COMMANDS) addOne(bank, one);
}

function addOne(bank: Command, one: BankCommand): void {
  const command = bank
    .command(one.usage)
    .summary(one.summary)
    .description(one.description)
    .addHelpText('after', `\nExample:\n  npm run -s ledger -- bank ${one.example}`);
  const account = one.ofAccount === true ? [ACCOUNT] : [];
  for (const option of [...(one.options ?? []), ...account, ...WHERE]) {
    command.addOption(optionOf(option));
  }
  command.action(async () => {
    const options: Options = command.opts();
    const service = serviceAt(options, process.env);
    const { answer, text } = await outcomeOf(one, service, givenTo(command, options, service));
    const asJson = options['json'] === true;
    process.stdout.write(asJson ? `${JSON.stringify(answer, null, 2)}\n` : text);
  });
}

function optionOf({ flags, says, choices, required }: OptionFacts): Option {
  const option = new Option(flags, says);
  if (choices !== undefined) option.choices(choices);
  if (required === true) option.makeOptionMandatory();
  if (flags.startsWith('--url ')) option.env('LEDGER_URL').default('http://127.0.0.1:3000');
  if (flags.startsWith('--authority ')) option.default(DEMONSTRATION);
  return option;
}

async function outcomeOf(one: BankCommand, service: Service, given: Given): Promise<Outcome> {
  if ('runs' in one) return one.runs(service, given);
  const asked = await one.asks(given);
  const answer =
    one.pages === true ? await service.all(asked.path, asked.query) : await service.ask(asked);
  return { answer, text: one.print(answer as never) };
}

function givenTo(command: Command, options: Options, service: Service): Given {
  const named = command.processedArgs as (string | string[] | undefined)[];
  return {
    args: named.filter((one) => typeof one === 'string'),
    rest: named.filter((one) => Array.isArray(one)).flat(),
    option: (name) => {
      const value = options[name];
      return typeof value === 'string' ? value : undefined;
    },
    has: (name) => options[name] !== undefined,
    account: () => accountOf(service, options['account']),
  };
}

/** @throws Error naming the accounts there are when it is not one of them */
async function accountOf(service: Service, wanted: string | true | undefined): Promise<string> {
  const { items } = (await service.ask({ method: 'GET', path: '/bank-accounts' })) as {
    items: { id: string; name: string }[];
  };
  const found = items.filter(
    ({ id, name }) => wanted === undefined || id === wanted || name === wanted,
  );
  if (found.length === 1) return found[0]!.id;
  const names = items.map(({ name }) => `"${name}"`).join(', ');
  throw new Error(
    items.length === 0
      ? 'There is no bank account yet. Add one with POST /bank-accounts.'
      : `--account must be one of these, by its name or id: ${names}.`,
  );
}
