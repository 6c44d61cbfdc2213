-- Keys that are made, rolled and revoked by API, and what the accounts above one mean for it.
alter table api_keys
  -- To within a minute or so: written in batches, beside the requests.
  add column last_used timestamptz(3),
  -- The key that a roll made in this one's place.
  add column replaced_by text collate "C" references api_keys (id);
create index api_keys_replaced_by on api_keys (replaced_by) where replaced_by is not null;
create index accounts_metadata on accounts using gin ((metadata::jsonb) jsonb_path_ops);

-- The strictest status of an account and of all above it: who is suspended cannot go on through a sub-account.
-- Null for no account. Sees the whole line only under the scope '*'.
create function effective_status(account text) returns text
language sql stable parallel safe as $$
  with recursive line as (
    select a.parent_id, a.status from accounts a where a.id = account
    union all
    select a.parent_id, a.status from accounts a join line on a.id = line.parent_id)
  select case
    when bool_or(status = 'archived') then 'archived'
    when bool_or(status = 'suspended') then 'suspended'
    when count(*) > 0 then 'active'
  end from line
$$;
