import type { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { Problem, refuseFaults } from '../problem.ts';
import type { Rule } from './rules.ts';
import type { NewVersionSchema } from './schemas.ts';
import { addVersions, versionsOf } from './store.ts';
import { faultsOfValue, placeOf, versionsFor, warningOf, type RuleVersion } from './versions.ts';

type Body = z.output<typeof NewVersionSchema>;

/**
 * Adds a version of a rule, or the correction of one. Only one person at a time does so for the
 * same rule: the second for a day finds the first's, and is told of it.
 */
export async function addVersion(
  tx: Tx,
  body: Body,
  today: Temporal.PlainDate,
): Promise<{ version: RuleVersion; warning: string | null }> {
  await decideAlone(tx, `rule ${body.name}`);
  const versions = await versionsOf(tx, body.name);
  const sector = body.sector ?? null;
  const before = versionsFor(versions, sector).at(-1) ?? unknown(body, versions);
  refuseFaults(
    'invalid-request',
    'The version is not of the form of its rule.',
    faultsOfValue(body, before.unit),
  );
  const asked = { ...body, sector, corrects: body.corrects ?? null };
  const place = placeOf(asked, versions, today);
  if (place.as === 'taken') throw taken(place.by);
  if (place.as === 'fault') {
    throw new Problem('dates-out-of-order', place.fault.message, { errors: [place.fault] });
  }
  const [id] = await addVersions(tx, [
    {
      ...asked,
      effectiveOn: body.effectiveOn.toString(),
      revision: place.revision,
      meaning: body.meaning ?? before.meaning,
    },
  ]);
  const version = (await versionsOf(tx, body.name)).find((one) => one.id === id);
  return { version: version!, warning: warningOf(body.effectiveOn, today) };
}

function unknown({ name, sector }: Body, versions: readonly Rule[]): never {
  const sectors = [...new Set(versions.map((one) => one.sector))].join(', ');
  const message =
    versions.length === 0
      ? `No rule is named ${name}; the service knows those of GET /rules.`
      : `The rule ${name} is one of ${sectors}, and not of ${sector ?? 'every sector'}.`;
  const where = versions.length === 0 ? 'body.name' : 'body.sector';
  throw new Problem('record-unknown', 'There is no such rule.', { errors: [{ where, message }] });
}

function taken(by: Rule): Problem {
  return new Problem(
    'already-exists',
    `There is revision ${by.revision} for ${by.effectiveOn} already. To correct it, name it in "corrects".`,
    { first: { id: by.id, revision: by.revision, value: by.value, unit: by.unit } },
  );
}
