import type { FastifyRequest } from 'fastify';
import type { Clock } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import { inTransaction, type Scope } from '../database/transactions.ts';
import { serviceScope } from '../ledger/sealer.ts';
import { Problem, notFound } from '../problem.ts';
import type { Claims, TokenChecker, UserKind } from './tokens.ts';

/** Who is calling, in one authority. */
export interface Caller {
  readonly user: string;
  /** Where they sign in. */
  readonly issuer: string;
  readonly kind: UserKind;
  readonly authority: string;
  readonly scope: Scope;
}

export interface CallerOptions {
  readonly client: Client;
  readonly checker: TokenChecker;
  readonly clock: Clock;
}

/** How many users are remembered by their token's subject. */
const REMEMBERED = 20_000;

/**
 * Finds out who calls. The token says the kind of user and the authorities; what a family may see
 * stands in the book itself, because it has dates.
 */
export function callers(options: CallerOptions) {
  const { client, checker, clock } = options;
  const users = new Map<string, string>();
  const authorities = new Set<string>();

  async function isAuthority(name: string): Promise<boolean> {
    if (authorities.has(name)) return true;
    const rows = await client<{ name: string }[]>`select name from public.authorities`;
    for (const row of rows) authorities.add(row.name);
    return authorities.has(name);
  }

  /** The number of a user; as what they are let in is written down once a day. */
  async function userOf(authority: string, claims: Claims): Promise<string> {
    const { ledger_kind: kind } = claims;
    const today = clock.today().toString();
    const actsFor = actsForOf(claims);
    const key = [authority, claims.iss, claims.sub, kind, actsFor, today].join('\n');
    const known = users.get(key);
    if (known !== undefined) return known;
    const scope = serviceScope(authority, clock);
    const id = await inTransaction(client, scope, async (tx) => {
      await tx.sql`insert into users (issuer, subject) values (${claims.iss}, ${claims.sub})
        on conflict (issuer, subject) do nothing`;
      const [user] = await tx.sql<{ id: string }[]>`
        select id from users where issuer = ${claims.iss} and subject = ${claims.sub}`;
      await tx.sql`
        insert into lettings_in (user_id, kind, acts_for, seen_on)
        values (${user!.id}, ${kind}, ${actsFor}, ${today}) on conflict do nothing`;
      return user!.id;
    });
    if (users.size >= REMEMBERED) users.clear();
    users.set(key, id);
    return id;
  }

  async function claimsOf(request: FastifyRequest): Promise<Claims> {
    const header = request.headers.authorization ?? '';
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1];
    if (token === undefined) {
      throw new Problem(
        'not-signed-in',
        'The request has no bearer token in its Authorization header.',
      );
    }
    const checked = await checker.check(token);
    if (checked.ok) return checked.claims;
    if (checked.unavailable)
      throw new Problem('sign-in-unavailable', 'The OpenID issuer does not answer.');
    throw new Problem('not-signed-in', checked.why);
  }

  return {
    /** The caller of a request to an authority. An authority that is not theirs is not found. */
    async callerOf(request: FastifyRequest, authority: string): Promise<Caller> {
      const claims = await claimsOf(request);
      const theirs = claims.ledger_authorities.includes(authority);
      if (!theirs || !(await isAuthority(authority))) throw notFound();
      const user = await userOf(authority, claims);
      const scope: Scope = {
        authority,
        user,
        kind: claims.ledger_kind,
        today: clock.today(),
        broker: 'ledger_broker' in claims ? claims.ledger_broker : undefined,
        funder: 'ledger_funder' in claims ? claims.ledger_funder : undefined,
      };
      return { user, issuer: claims.iss, kind: claims.ledger_kind, authority, scope };
    },
  };
}

/** The broker or the funder that a token is for, if it is for one. */
const actsForOf = (claims: Claims): string | null =>
  'ledger_broker' in claims
    ? claims.ledger_broker
    : 'ledger_funder' in claims
      ? claims.ledger_funder
      : null;

export type Callers = ReturnType<typeof callers>;
