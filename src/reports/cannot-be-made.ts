import type { Fault } from '../problem.ts';
import type { ParameterName } from './parameters.ts';

/** A report that cannot be made for what was asked; the message says what to ask instead. */
export class CannotBeMade extends Error {
  override readonly name = 'CannotBeMade';
  /** The parameter to ask otherwise for; undefined for the day of the report. */
  readonly parameter: ParameterName | undefined;

  constructor(message: string, parameter: ParameterName | undefined) {
    super(message);
    this.parameter = parameter;
  }

  /** As a fault of the request, which has the day of the report at `asAt`, e.g. `query.asAt`. */
  faultOf(asAt: string): Fault {
    const { message, parameter } = this;
    if (parameter === undefined) return { where: asAt, message };
    const places: Readonly<Record<string, string>> = {
      'query.asAt': `query.${parameter}`,
      'body.asAt': `body.given.${parameter}`,
    };
    return { where: places[asAt] ?? asAt, message };
  }
}
