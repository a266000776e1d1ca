import type { RulesInForce } from '../law/rules.ts';
import { SECTORS, type Sector } from '../ledger/accounts.ts';

/** The sectors whose money goes only to an account that is used for nothing else. */
export const dedicatedSectors = (rules: RulesInForce): Sector[] =>
  SECTORS.filter((sector) => rules.rule('dedicated_account', sector).value === 'required');
