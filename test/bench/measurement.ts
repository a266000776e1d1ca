/** What ours, divided by its baseline, is held to. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** How a measurement is run: in full, or with small counts and a small book. */
export interface BenchOptions {
  readonly quick: boolean;
  /** The folder for databases that are kept between runs. */
  readonly folder: string;
  /** Is told what takes time. */
  readonly onProgress: (sentence: string) => void;
}

/** What came of running ours and its baseline in turns. */
export interface Turns {
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
  /** The most resident memory of the service's process while it did ours, in MiB. */
  readonly peakMemoryMb: number;
  /** What else was promised and did not hold, a sentence each. */
  readonly broken?: readonly string[];
  /** Figures to show beside the ratio. */
  readonly also?: Readonly<Record<string, number>>;
}

export interface Measurement {
  readonly name: string;
  /** What both sides are counted in, such as `entries/s`. */
  readonly unit: string;
  readonly bar: Bar;
  measure(options: BenchOptions): Promise<Turns>;
}

/** A line of the outcome, as printed. `ratio` is ours divided by the baseline, both medians. */
export interface Outcome {
  readonly name: string;
  readonly ours: number;
  readonly baseline: number;
  readonly unit: string;
  readonly ratio: number;
  readonly bar: string;
  readonly holds: boolean;
  readonly peakMemoryMb: number;
  readonly runs: number;
  readonly broken?: readonly string[];
  readonly also?: Readonly<Record<string, number>>;
}

export function outcomeOf({ name, unit, bar }: Measurement, turns: Turns): Outcome {
  const ours = median(turns.ours);
  const baseline = median(turns.baseline);
  const ratio = ours / baseline;
  const broken = turns.broken ?? [];
  const within = 'atLeast' in bar ? ratio >= bar.atLeast : ratio <= bar.atMost;
  return {
    name,
    ours: rounded(ours),
    baseline: rounded(baseline),
    unit,
    ratio: Number(ratio.toPrecision(3)),
    bar: 'atLeast' in bar ? `>= ${bar.atLeast}` : `<= ${bar.atMost}`,
    holds: within && broken.length === 0,
    peakMemoryMb: Math.round(turns.peakMemoryMb),
    runs: turns.ours.length,
    ...(broken.length === 0 ? {} : { broken }),
    ...(turns.also === undefined ? {} : { also: turns.also }),
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a part of the values lies, between its neighbours where need be. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new RangeError('There are no values.');
  return below + (above - below) * (place - Math.floor(place));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
