import { z } from 'zod';
import { USER_KINDS } from './kinds.ts';

// OpenID Connect Core 1.0, section 2: a subject is at most 255 ASCII characters.
const subject = z.string().regex(/^[\x20-\x7e]{1,255}$/);
const authorities = z
  .array(z.string().regex(/^[a-z][a-z0-9_]{1,30}$/))
  .min(1)
  .max(50)
  .readonly();
const identifier = z.uuid().toLowerCase();

const common = { sub: subject, iss: z.string(), ledger_authorities: authorities };
const FUNDER_KINDS = ['health_approver', 'school_approver'] as const;

// A claim that the kind does not call for is dropped, so that nobody gains a scope by carrying one.
const claims = z
  .discriminatedUnion('ledger_kind', [
    z.object({ ...common, ledger_kind: z.literal('broker'), ledger_broker: identifier }),
    z.object({ ...common, ledger_kind: z.enum(FUNDER_KINDS), ledger_funder: identifier }),
    z.object({ ...common, ledger_kind: z.enum(USER_KINDS).exclude(['broker', ...FUNDER_KINDS]) }),
  ])
  .readonly();

/**
 * Who the caller is, as a verified token says: `ledger_broker` is there exactly when the kind is
 * broker, and `ledger_funder` exactly when it is health_approver or school_approver. Frozen,
 * because one answer may be shared by several requests.
 */
export type Claims = z.infer<typeof claims>;

const EXPECTED: Record<string, string> = {
  sub: 'a user identifier of 1 to 255 plain characters',
  iss: "the issuer's address",
  ledger_kind: `one of ${USER_KINDS.join(', ')}`,
  ledger_authorities:
    'a list of 1 to 50 authority names, each 2 to 31 lower-case letters, digits and underscores, starting with a letter',
  ledger_broker: "the broker's identifier (a UUID), which every broker needs",
  ledger_funder:
    "the funder's identifier (a UUID), which every health_approver and school_approver needs",
};

function complaint(name: string, payload: Readonly<Record<string, unknown>>): string {
  const found = payload[name] === undefined ? 'none' : 'something else';
  return `Expected the token's ${name} claim to be ${EXPECTED[name] ?? 'valid'}; found ${found}.`;
}

/**
 * Reads the caller's claims out of the payload of a token that has already been verified.
 *
 * @returns the claims, or a `why` that names each faulty claim and repeats nothing of the token.
 */
export function readClaims(
  payload: Readonly<Record<string, unknown>>,
): { ok: true; claims: Claims } | { ok: false; why: string } {
  const read = claims.safeParse(payload);
  if (read.success) return { ok: true, claims: read.data };
  const names = new Set(read.error.issues.map((issue) => String(issue.path[0])));
  const complaints = [...names].map((name) => complaint(name, payload));
  return {
    ok: false,
    why: `${complaints.join(' ')} Ask whoever runs the sign-in service to correct this.`,
  };
}
