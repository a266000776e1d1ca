import type { Client } from './connections.ts';

/** The authority that the demonstration is loaded into. */
export const DEMONSTRATION = 'demonstration';

/**
 * A mark on the database itself, set before the demonstration is loaded and taken away after. It
 * is as durable as the data: neither a kill nor a power cut leaves one without the other.
 */
const MARK = 'The demonstration is being loaded.';

/** Sets the mark. Needs the owner. */
export async function markUnfinished(owner: Client): Promise<void> {
  await comment(owner, `'${MARK}'`);
}

/** Takes the mark away. Needs the owner. */
export async function markFinished(owner: Client): Promise<void> {
  await comment(owner, 'null');
}

async function comment(owner: Client, text: string): Promise<void> {
  const [database] = await owner<
    { name: string }[]
  >`select quote_ident(current_database()) as name`;
  await owner.unsafe(`comment on database ${database?.name ?? ''} is ${text}`);
}

/** Whether a loading of the demonstration is under way, or was cut off. */
export async function isUnfinished(client: Client): Promise<boolean> {
  const [mark] = await client<{ text: string | null }[]>`
    select shobj_description(oid, 'pg_database') as text
    from pg_database where datname = current_database()`;
  return mark?.text === MARK;
}
