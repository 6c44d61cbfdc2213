-- What is left of each API key's quota, for all nodes together. Unlogged: after a crash of the
-- database everybody begins with a full bucket. Rows of idle keys are removed.
create unlogged table rate_limit_buckets (
  key text collate "C" primary key,
  tokens float8 not null,
  filled timestamptz not null
) with (fillfactor = 50);
