import { bigint, customType, date, numeric, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Columns that many tables share. Names are given in full: the database is read by people. */

/** An amount in pounds and pence, as text on this side so that no penny passes through a float. */
export const amount = (name: string) => numeric(name, { precision: 14, scale: 2 });

/** So many of a unit, with up to three decimals. */
export const quantity = (name: string) => numeric(name, { precision: 10, scale: 3 });

/** A plain date, as ISO text. */
export const day = (name: string) => date(name, { mode: 'string' });

/** A moment, with its time zone. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Bytes: hashes, digests, files. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
});

/** A record's own identifier. */
export const id = () => uuid('id').primaryKey().defaultRandom();

/** A reference to an entry of the journal. */
export const entryId = (name = 'entry_id') => bigint(name, { mode: 'bigint' });

/** When the row was written. */
export const recordedAt = (name = 'recorded_at') => moment(name).notNull().defaultNow();

/** A short text from a list that a check constraint names. */
export const word = (name: string) => text(name);
