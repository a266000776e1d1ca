-- The only shared tables, both tiny: which authorities there are, and which migrations each has.
create table if not exists public.authorities (
  name text primary key check (name ~ '^[a-z][a-z0-9_]{1,30}$'),
  title text not null,
  created_at timestamptz not null default now()
);
create table if not exists public.migrations (
  authority text not null references public.authorities (name),
  name text not null,
  sha256 bytea not null,
  applied_at timestamptz not null default now(),
  primary key (authority, name)
);
