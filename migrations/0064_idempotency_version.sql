-- The version that a kept answer is in: a replay says so, whatever version its own request speaks.
alter table idempotency_keys add column version text;
