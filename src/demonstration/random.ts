/** Made-up choices that are the same every time: a small generator with a fixed seed. */
export interface Choices {
  /** A whole number from 0 up to but not including `below`. */
  below(below: number): number;
  pick<T>(list: readonly T[]): T;
}

/** mulberry32: thirty-two bits of state, good enough for invented people and the same for ever. */
export function choices(seed: number): Choices {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return { below, pick: (list) => list[below(list.length)]! };
}
