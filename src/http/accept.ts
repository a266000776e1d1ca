import { Problem } from '../problem.ts';

interface Range {
  readonly type: string;
  /** How much it is wanted, 0 to 1; 0 is a refusal. */
  readonly weight: number;
}

/**
 * Which of the media types on offer an Accept header asks for: the one with the highest weight, the
 * earliest offered where they are equal, the first when nothing is asked for (RFC 9110, 12.5.1).
 * Throws the problem "not-acceptable" when none of them is wanted.
 */
export function chooseType<T extends string>(accept: string | undefined, offered: readonly T[]): T {
  const [usual] = offered;
  if (usual === undefined) throw new RangeError('A choice needs at least one media type on offer.');
  if (accept === undefined || accept.trim() === '') return usual;
  const ranges = accept.toLowerCase().split(',').map(readRange);
  const [best] = offered
    .map((type) => ({ type, weight: weightOf(type, ranges) }))
    .toSorted((a, b) => b.weight - a.weight);
  if (best !== undefined && best.weight > 0) return best.type;
  throw new Problem('not-acceptable', `This is answered as ${offered.join(' or ')}.`);
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
}

/** The weight of the range that names the type most exactly; 0 when none does. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const names = [type, `${type.split('/')[0]}/*`, '*/*'];
  const found = names
    .map((name) => ranges.find((range) => range.type === name))
    .find((range) => range !== undefined);
  return found?.weight ?? 0;
}
