import { Option, type Command } from 'commander';
import { loadDevelopmentSigner } from '../access/development-issuer.ts';
import { USER_KINDS, type UserKind } from '../access/kinds.ts';
import { readConfig, type EmbeddedDatabase, type Environment } from '../config.ts';
import { DEMONSTRATION } from '../database/unfinished.ts';
import { DEMONSTRATION_USERS } from '../demonstration/users.ts';
import { addressOf, type Listening } from '../process/address.ts';
import { developmentIssuerOptions } from '../process/development.ts';

interface TokenOptions {
  readonly kind: UserKind;
  readonly sub?: string;
  readonly authority: string;
  readonly broker?: string;
  readonly funder?: string;
  readonly expires: string;
}

/** Adds `token`. */
export function addToken(program: Command): void {
  program
    .command('token')
    .summary('make a token of the development issuer')
    .description(
      'Makes a bearer token of the development issuer, which only the service with the embedded ' +
        'database trusts. Who is not said otherwise to be is the user of that kind in the ' +
        'demonstration. Prints the token and nothing else.',
    )
    .addOption(
      new Option('--kind <kind>', 'the kind of user').choices(USER_KINDS).makeOptionMandatory(),
    )
    .option('--sub <subject>', 'who the user is: the same subject is the same person')
    .option('--authority <name>', 'the authority that the user works for', DEMONSTRATION)
    .option('--broker <id>', 'which broker the user works for (kind broker)')
    .option('--funder <id>', 'which funder the user decides for (health and school approvers)')
    .option('--expires <time>', 'how long the token lasts, such as 30m, 12h or 7d', '12h')
    .addHelpText(
      'after',
      '\nExample:\n  curl -H "Authorization: Bearer $(npm run -s ledger -- token --kind auditor)" \\\n' +
        '    http://127.0.0.1:3000/v1/demonstration/beneficiaries',
    )
    .action(async (options: TokenOptions) => {
      process.stdout.write(`${await tokenFor(options, process.env)}\n`);
    });
}

async function tokenFor(options: TokenOptions, env: Environment): Promise<string> {
  const { dataDir, ...at } = developmentPlace(env);
  const signer = await loadDevelopmentSigner(
    await developmentIssuerOptions(dataDir, addressOf(at)),
  );
  const { kind, authority, expires } = options;
  const known =
    authority === DEMONSTRATION
      ? DEMONSTRATION_USERS.find((user) => user.kind === kind)
      : undefined;
  return signer.sign({
    kind,
    authorities: [authority],
    sub: options.sub ?? known?.sub ?? kind,
    broker: options.broker ?? known?.broker,
    funder: options.funder ?? known?.funder,
    expiresIn: expires,
  });
}

/** Where the development issuer's service is. @throws Error if the environment has another one. */
function developmentPlace(env: Environment): Listening & Pick<EmbeddedDatabase, 'dataDir'> {
  for (const name of ['DATABASE_URL', 'OIDC_ISSUER']) {
    if ((env[name] ?? '') === '') continue;
    throw new Error(
      `${name} is set, so the service does not trust the development issuer: its tokens come from ` +
        'the issuer of OIDC_ISSUER. Ask that one for a token.',
    );
  }
  const config = readConfig(env);
  if (config.mode !== 'embedded') throw new Error('DATABASE_URL must not be set for this.');
  return { dataDir: config.dataDir, host: config.host, port: config.port };
}
