import postgres from 'postgres';
import { NoRule } from '../law/rules.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { CannotBeMade } from './cannot-be-made.ts';

/**
 * Waits for a report that is being made, and says why it cannot be: the database gives up a
 * statement that takes too long, or whose reader has gone; before a rule or a
 * code that it needs there was, there is no such report; and one that is made of its rows at once may
 * have too many.
 *
 * @param asAt where the request has the day of the report, e.g. `query.asAt`
 */
export async function refusedClearly<T>(making: Promise<T>, asAt: string): Promise<T> {
  try {
    return await making;
  } catch (error) {
    if (error instanceof NoRule) {
      refuseFaults('invalid-request', 'The report cannot be made so.', [
        { where: asAt, message: `${error.message} Ask for a later day.` },
      ]);
    }
    if (error instanceof CannotBeMade) {
      refuseFaults('invalid-request', 'The report cannot be made so.', [error.faultOf(asAt)]);
    }
    if (!(error instanceof postgres.PostgresError) || error.code !== '57014') throw error;
    throw new Problem(
      'took-too-long',
      'A report is given up after a minute. Ask for a shorter period, or for fewer people, at a time.',
    );
  }
}
