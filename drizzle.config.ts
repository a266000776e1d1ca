import { defineConfig } from 'drizzle-kit';

/**
 * Only for `drizzle-kit generate`: it compares schema/ with the last migration and writes the
 * difference. The migrations are applied by `npm run -s ledger -- migrate`, once per authority.
 */
export default defineConfig({
  dialect: 'postgresql',
  schema: './schema/*.ts',
  out: './schema/migrations',
});
