import { KINDS_OF_USER, type UserKind } from '../access/kinds.ts';
import type { DevelopmentSigner } from '../access/development-issuer.ts';
import { DEMONSTRATION_USERS } from '../demonstration/load.ts';
import { DEMONSTRATION } from '../database/unfinished.ts';

/** Where to look first, for whoever has just started the service. */
export function whereToLook(address: string): string {
  return [
    `API reference: ${address}/docs`,
    `Health check:  ${address}/health/ready`,
    'Ctrl-C stops the service; "npm run -s ledger -- --help" lists the commands.',
  ].join('\n');
}

/** A line for each kind of user that can be pasted into a shell, with a token of 12 hours. */
export async function curlLines(
  address: string,
  sign: DevelopmentSigner['sign'],
  paths: Record<UserKind, string>,
): Promise<string> {
  const lines = DEMONSTRATION_USERS.map(async (user) => {
    const token = await sign({ ...user, authorities: [DEMONSTRATION] });
    const curl = `curl -H 'Authorization: Bearer ${token}' '${address}${paths[user.kind]}'`;
    return `# ${KINDS_OF_USER[user.kind]}\n${curl}\n`;
  });
  const head = 'One thing to see as each kind of user (these tokens last 12 hours):\n';
  return [head, ...(await Promise.all(lines))].join('\n');
}
