import { SECTORS, type Sector } from '../ledger/accounts.ts';
import { dayInWords, heading, item, listed, paragraphs, wrap } from '../plain-text.ts';
import { sectorInWords } from '../statements/rules.ts';
import {
  COMBINATION_IN_WORDS,
  KINDS_IN_WORDS,
  inOrder,
  kindsInShort,
  type ScopeService,
} from './rules.ts';
import type { PolicyStatement } from './store.ts';

/** The local policy as it stands on a day: what was published, with the register of that day. */
export interface Policy extends Omit<PolicyStatement, 'kinds'> {
  readonly on: string;
  readonly services: readonly Pick<ScopeService, 'name' | 'sector' | 'kinds' | 'fromOn' | 'toOn'>[];
  readonly mechanisms: readonly { readonly kind: string; readonly inWords: string }[];
}

/** Puts the policy of a day together with the services in scope on it. */
export function policyOn(
  statement: PolicyStatement,
  services: readonly ScopeService[],
  on: Temporal.PlainDate,
): Policy {
  const { kinds, ...published } = statement;
  const each = inOrder(kinds).map((kind) => ({
    kind: kind as string,
    inWords: KINDS_IN_WORDS[kind],
  }));
  const combination = { kind: 'combination', inWords: COMBINATION_IN_WORDS };
  return {
    ...published,
    on: on.toString(),
    services: services.map(({ name, sector, kinds, fromOn, toOn }) => ({
      name,
      sector,
      kinds,
      fromOn,
      toOn,
    })),
    mechanisms: each.length > 1 ? [...each, combination] : each,
  };
}

/**
 * The policy as a statement to read, with everything that the Local Offer must give (Code of
 * Practice, 3.38 and 4.58), in lines of at most 80 columns.
 */
export function policyText(policy: Policy): string {
  const { number, effectiveOn, on, services } = policy;
  const parts = [
    heading('Personal budgets: our local policy', '='),
    wrap(
      `Version ${number}, in force from ${dayInWords(effectiveOn)}. Shown as on ${dayInWords(on)}.`,
    ),
    paragraphs(policy.introduction),
    heading('Services that a personal budget can cover'),
    ...SECTORS.map((sector) => servicesText(services, sector)),
    heading('How the money can be held'),
    policy.mechanisms.map(({ inWords }) => item(`${inWords}.`)).join('\n'),
    heading('Who is eligible'),
    paragraphs(policy.eligibility),
    heading('How we decide'),
    paragraphs(policy.decisions),
    heading('Support to manage a personal budget'),
    paragraphs(policy.support),
    heading('Complaints, mediation, disagreement resolution and appeals'),
    paragraphs(policy.complaints),
  ];
  return `${parts.join('\n\n')}\n`;
}

function servicesText(services: Policy['services'], sector: Sector): string {
  const mine = services.filter((service) => service.sector === sector);
  const name = sectorInWords(sector);
  const title = `${name[0]!.toUpperCase()}${name.slice(1)}:`;
  if (mine.length === 0) return `${title} no services on this day.`;
  const lines = mine.map(({ name, kinds, toOn }) =>
    item(
      `${name}, by ${listed(kindsInShort(kinds), 'or')}${toOn === null ? '' : `, until ${dayInWords(toOn)}`}.`,
    ),
  );
  return [title, ...lines].join('\n');
}
