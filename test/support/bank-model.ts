import type { BankScene, SceneExpected } from './bank-scene.ts';

/** What somebody asks to match, in pence; lines and expected lines by their place in the scene. */
export interface ModelPair {
  readonly line: number;
  readonly expected: number;
  readonly pence?: bigint | undefined;
  readonly difference?: bigint | undefined;
}

/** What of a match the model keeps. */
interface Kept extends ModelPair {
  readonly pence: bigint;
  readonly difference: bigint;
  undone: boolean;
}

const sizeOf = (pence: bigint): bigint => (pence < 0n ? -pence : pence);

/**
 * What may be matched and what is matched, in whole pence and by other means than the service's
 * own: it adds up all matches that stand, each time anew.
 */
export class BankModel {
  readonly scene: BankScene;
  readonly matches = new Map<string, Kept>();

  constructor(scene: BankScene) {
    this.scene = scene;
  }

  private standing(): Kept[] {
    return [...this.matches.values()].filter((match) => !match.undone);
  }

  takenOfLine(line: number): bigint {
    return this.standing().reduce((sum, one) => sum + (one.line === line ? one.pence : 0n), 0n);
  }

  /** Of an expected line by its name; of a run, with the payments that were matched by themselves. */
  takenOf(name: string): bigint {
    return this.standing().reduce((sum, one) => {
      const expected = this.scene.expected[one.expected]!;
      const counts = expected.name === name || expected.whole === name;
      return sum + (counts ? one.pence + one.difference : 0n);
    }, 0n);
  }

  private openOf(expected: SceneExpected): bigint {
    const open = sizeOf(expected.pence) - this.takenOf(expected.name);
    if (expected.whole === null) return open;
    const whole = this.scene.expected.find((one) => one.name === expected.whole)!;
    return this.openOf(whole) < open ? 0n : open;
  }

  /** The pence that a pair takes from its line, or null where it is refused. */
  private pairTakes(pair: ModelPair): bigint | null {
    const line = this.scene.lines[pair.line]!;
    const expected = this.scene.expected[pair.expected]!;
    const [ofLine, ofExpected] = [
      sizeOf(line.pence) - this.takenOfLine(pair.line),
      this.openOf(expected),
    ];
    const { difference = 0n } = pair;
    if (line.account !== expected.account || line.pence < 0n !== expected.pence < 0n) return null;
    if (pair.pence === undefined && pair.difference === undefined && ofLine !== ofExpected) {
      return null;
    }
    if (pair.difference !== undefined && expected.transit === null) return null;
    const pence = pair.pence ?? ofLine;
    if (pence <= 0n || (pair.difference !== undefined && difference <= 0n)) return null;
    return pence <= ofLine && pence + difference <= ofExpected ? pence : null;
  }

  /** Keeps a set under its ids, all or nothing. @returns whether it may be matched */
  match(pairs: readonly ModelPair[], ids: readonly string[]): boolean {
    const kept: string[] = [];
    for (const [n, pair] of pairs.entries()) {
      const pence = this.pairTakes(pair);
      if (pence === null) {
        for (const id of kept) this.matches.delete(id);
        return false;
      }
      const id = ids[n] ?? `asked ${n}`;
      this.matches.set(id, { ...pair, pence, difference: pair.difference ?? 0n, undone: false });
      kept.push(id);
    }
    return true;
  }

  /** @returns whether it was there to be undone */
  undo(id: string): boolean {
    const match = this.matches.get(id);
    if (match === undefined || match.undone) return false;
    match.undone = true;
    return true;
  }

  /** What the accounts of the ledger have by the matches: of the bank, its charges, in transit. */
  movedOf(kind: 'bank' | 'charges' | 'in_transit', subject: string): bigint {
    return this.standing().reduce((sum, one) => {
      const { account, pence, transit } = this.scene.expected[one.expected]!;
      if (transit === null) return sum;
      const way = pence < 0n ? -1n : 1n;
      if (kind === 'in_transit') {
        return sum - (transit === subject ? way * (one.pence + one.difference) : 0n);
      }
      if (account !== subject) return sum;
      return sum + way * (kind === 'bank' ? one.pence : one.difference);
    }, 0n);
  }
}
