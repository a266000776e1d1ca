import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, type KeptOrder, type Order } from '../../src/audit/kept-files.ts';
import type { ApiUser } from './api.ts';
import { auditScene, type AuditScene } from './audit.ts';
import { AUTHORITY } from './template.ts';

/** So many seconds ago, as it is written with or without parts of a second. */
export const secondsAgo = (seconds: number, end = 'Z'): string =>
  Temporal.Now.instant()
    .subtract({ seconds })
    .toString({ smallestUnit: 'second' })
    .replace('Z', end);

/** A service that makes bundles, and an auditor who asks for them. */
export interface BundlesScene {
  readonly scene: AuditScene;
  readonly auditor: ApiUser;
  /** The folder of bundles. */
  readonly dir: string;
  /** A bundle that the auditor has asked for. */
  anOrder(askedAt?: string): Order;
}

export async function bundlesScene(): Promise<BundlesScene> {
  const scene = await auditScene();
  const auditor = await scene.api.as('auditor');
  // Whoever has signed in once is a user of the book.
  await auditor.get('/audit-bundles');
  const [user] = await scene.api.db.run(
    (tx) => tx.sql<{ id: string }[]>`select id from users where subject = 'auditor'`,
  );
  return {
    scene,
    auditor,
    dir: join(scene.folder, 'bundles'),
    anOrder: (askedAt = Temporal.Now.instant().toString()) => {
      const id = randomUUID();
      const name = `audit-${id.slice(0, 8)}.zip`;
      return { id, name, authority: AUTHORITY, user: user!.id, kind: 'auditor', askedAt };
    },
  };
}

/** Where an order is put down. */
export const orderPath = (dir: string, id: string): string => join(folderOf(dir, id), 'order.json');

export const keptIn = (dir: string, id: string): KeptOrder =>
  JSON.parse(readFileSync(orderPath(dir, id), 'utf8'));
