/** Says how far something is: in words what is being done, and how many of how many are done. */
export type Report = (step: string, done: number, of: number | null) => void;

/** For who does not ask how far something is. */
export const silent: Report = () => {};

/** Whose request it is: nobody else can ask how far it is. */
export interface Asker {
  readonly authority: string;
  readonly user: string;
  /** The Idempotency-Key of the request. */
  readonly key: string;
}

/** How far a request is that takes a while. */
export interface Progress {
  readonly state: 'running' | 'done' | 'failed';
  readonly step: string;
  readonly done: number;
  /** Null as long as it is not known. */
  readonly of: number | null;
  readonly since: Temporal.Instant;
}

/** A request under way. */
export interface Running {
  readonly report: Report;
  /** What has failed once is not done later, e.g. work that went on after it was given up. */
  readonly end: (well: boolean) => void;
}

/** How long it can be asked how a request ended. */
const KEPT = { minutes: 10 };

/** How far the requests of this process are. */
export interface ProgressBook {
  readonly begin: (asker: Asker) => Running;
  readonly of: (asker: Asker) => Progress | undefined;
}

/** Keeps in memory how far requests are, and for ten minutes how they ended. */
export function progressBook(now: () => Temporal.Instant): ProgressBook {
  const kept = new Map<string, Progress & { endedAt?: Temporal.Instant }>();
  const nameOf = ({ authority, user, key }: Asker): string => `${authority} ${user} ${key}`;

  function forgetOld(): void {
    const before = now().subtract(KEPT);
    for (const [name, { endedAt }] of kept) {
      if (endedAt !== undefined && Temporal.Instant.compare(endedAt, before) < 0) kept.delete(name);
    }
  }

  return {
    begin(asker) {
      forgetOld();
      const name = nameOf(asker);
      let mine: Progress = { state: 'running', step: 'Begun', done: 0, of: null, since: now() };
      kept.set(name, mine);
      // Work that met a deadlock begins again under the same key; the newest counts.
      const put = (next: Progress & { endedAt?: Temporal.Instant }): void => {
        if (kept.get(name) === mine) kept.set(name, next);
        mine = next;
      };
      return {
        report: (step, done, of) => put({ ...mine, step, done, of }),
        end: (well) => {
          if (mine.state === 'failed') return;
          put({ ...mine, state: well ? 'done' : 'failed', endedAt: now() });
        },
      };
    },
    of(asker) {
      forgetOld();
      return kept.get(nameOf(asker));
    },
  };
}
