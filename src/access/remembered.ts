import type { Claims } from './claims.ts';

const LONGEST_MS = 60_000;

/** Claims of tokens verified a moment ago, so that a busy caller's token is not verified each time. */
export type RememberedTokens = {
  /** The claims remembered under `digest`, unless their time is over at `nowMs`. */
  readonly find: (digest: string, nowMs: number) => Claims | undefined;
  /** Remembers claims until the token expires (`expiresMs`), and for sixty seconds at most. */
  readonly add: (digest: string, claims: Claims, expiresMs: number, nowMs: number) => void;
};

/**
 * Remembers the claims of at most `limit` tokens and forgets first what was not asked for longest.
 * Times are milliseconds since 1970. Sixty seconds is also the longest that a token outlives the
 * withdrawal of its key.
 */
export function rememberedTokens(limit: number): RememberedTokens {
  // A Map keeps its keys in the order they were added: the first is the one least recently used.
  const kept = new Map<string, { claims: Claims; untilMs: number }>();
  return {
    find: (digest, nowMs) => {
      const entry = kept.get(digest);
      if (entry === undefined) return undefined;
      kept.delete(digest);
      if (nowMs >= entry.untilMs) return undefined;
      kept.set(digest, entry);
      return entry.claims;
    },
    add: (digest, claims, expiresMs, nowMs) => {
      kept.delete(digest);
      kept.set(digest, { claims, untilMs: Math.min(expiresMs, nowMs + LONGEST_MS) });
      const oldest = kept.keys().next();
      if (kept.size > limit && oldest.done !== true) kept.delete(oldest.value);
    },
  };
}
