import postgres from 'postgres';

export type Client = postgres.Sql;

/** Dates and moments stay text on this side; `Temporal` reads them where they are needed. */
const asText = {
  to: 25,
  from: [1082, 1083, 1114, 1184],
  serialize: (value: string): string => value,
  parse: (value: string): string => value,
};

export interface ConnectionOptions {
  readonly name: string;
  readonly max?: number;
  readonly idleSeconds?: number;
}

/**
 * Opens a pool of connections. The search path holds no table and the time zone UTC until a
 * transaction says otherwise, so that a forgotten scope finds no table at all.
 */
export function connect(url: string, options: ConnectionOptions): Client {
  return postgres(url, {
    max: options.max ?? 10,
    idle_timeout: options.idleSeconds ?? 60,
    connect_timeout: 10,
    onnotice: () => {},
    types: { asText },
    connection: {
      application_name: options.name,
      search_path: 'pg_catalog',
      TimeZone: 'UTC',
      // Dates are part of what is sealed, so they have one form whatever the server is set to.
      DateStyle: 'ISO, YMD',
      statement_timeout: 0,
      // What a search takes down is read a dozen times; beyond this it is written to files and back.
      // Memory is taken as it is needed, and goes with the connection.
      temp_buffers: '256MB',
    },
  });
}

/**
 * The role a connection URL signs in as; never the password. It is not read as a web address,
 * because the driver allows several hosts in one URL.
 */
export function roleOf(url: string): string {
  const [, user = ''] = /^\w+:\/\/([^:@/]*)(?::[^@/]*)?@/.exec(url) ?? [];
  return decodeURIComponent(user);
}
