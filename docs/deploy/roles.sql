-- The three roles and the database of the ledger. Run it once with psql 15 or later, as a superuser,
-- with the three passwords in the environment:
--
--   OWNER_PASSWORD=… SERVICE_PASSWORD=… READER_PASSWORD=… \
--     psql -v ON_ERROR_STOP=1 -f docs/deploy/roles.sql postgres://postgres@HOST/postgres
--
-- The image of PostgreSQL in compose.yaml runs it by itself, on a new database.
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD
\getenv reader_password READER_PASSWORD

-- Owns the tables, makes and migrates them (DATABASE_OWNER_URL).
create role ledger_owner with login nosuperuser nobypassrls nocreatedb nocreaterole
  password :'owner_password';
-- Runs the service (DATABASE_URL). It gets what `migrate` grants and nothing else: on the journal it
-- may read and add, never change or delete, and row-level security binds it.
create role ledger_service with login nosuperuser nobypassrls nocreatedb nocreaterole
  password :'service_password';
-- Reads, for reports made outside the service (DATABASE_READER_URL). Row-level security binds it too.
create role ledger_reader with login nosuperuser nobypassrls nocreatedb nocreaterole
  password :'reader_password';

create database ledger owner ledger_owner;
revoke all on database ledger from public;
grant connect on database ledger to ledger_service, ledger_reader;
