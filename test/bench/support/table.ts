import type { Outcome } from '../measurement.ts';

/** The outcomes as a table for a terminal. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const head = ['name', 'ours', 'baseline', 'unit', 'ratio', 'bar', 'holds', 'peak MB', 'runs'];
  const rows = outcomes.map((one) => [
    one.name,
    String(one.ours),
    String(one.baseline),
    one.unit,
    String(one.ratio),
    one.bar,
    one.holds ? 'yes' : 'NO',
    String(one.peakMemoryMb),
    String(one.runs),
    ...(one.broken ?? []),
  ]);
  const widths = head.map((name, n) =>
    Math.max(name.length, ...rows.map((row) => (row[n] ?? '').length)),
  );
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
