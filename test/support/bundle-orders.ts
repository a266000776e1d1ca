import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, type KeptOrder, type Order } from '../../src/audit/kept-files.ts';
import type { Api } from './api.ts';
import { AUTHORITY } from './template.ts';

/** So many seconds ago, as it is written with or without parts of a second. */
export const secondsAgo = (seconds: number, end = 'Z'): string =>
  Temporal.Now.instant()
    .subtract({ seconds })
    .toString({ smallestUnit: 'second' })
    .replace('Z', end);

/** A bundle that the auditor has asked for. */
export function anOrder(user: string, askedAt = Temporal.Now.instant().toString()): Order {
  const id = randomUUID();
  const name = `audit-${id.slice(0, 8)}.zip`;
  return { id, name, authority: AUTHORITY, user, kind: 'auditor', askedAt };
}

/** The identifier of a user who has signed in, by the subject. */
export async function userIdOf({ db }: Api, subject: string): Promise<string> {
  const [user] = await db.run(
    (tx) => tx.sql<{ id: string }[]>`select id from users where subject = ${subject}`,
  );
  return user!.id;
}

/** Where an order is put down. */
export const orderPath = (dir: string, id: string): string => join(folderOf(dir, id), 'order.json');

export const keptIn = (dir: string, id: string): KeptOrder =>
  JSON.parse(readFileSync(orderPath(dir, id), 'utf8'));
