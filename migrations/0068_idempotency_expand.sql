-- What a kept answer shows in place of ids: whoever has it replayed must be allowed to see that too.
alter table idempotency_keys add column expand text[];
