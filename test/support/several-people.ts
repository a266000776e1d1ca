import type { UserKind } from '../../src/access/kinds.ts';
import type { Api, ApiUser } from './api.ts';

/** How many ask at once: enough that some read before the first of them has written. */
const SEVERAL = 8;

/**
 * Several people of one kind who are known to the service already, with a connection open for each,
 * so that what they ask for next meets.
 */
export async function severalPeople(api: Api, kind: UserKind): Promise<ApiUser[]> {
  const people = await Promise.all(
    Array.from({ length: SEVERAL }, (_, n) => api.as(kind, { sub: `${kind} ${n + 1}` })),
  );
  await Promise.all(people.map((user) => user.get('/beneficiaries')));
  return people;
}
