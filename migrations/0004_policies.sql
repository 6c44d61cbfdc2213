-- Policies, and what they are bound to: the `policy_ids` of drivers, fleets and vehicles.
create table policies (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  name text not null,
  description text,
  mode text not null check (mode in ('enforcement', 'suggestion')),
  rules jsonb not null,
  status text not null check (status in ('active', 'inactive')),
  metadata json not null,
  created timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
create index policies_metadata on policies using gin ((metadata::jsonb) jsonb_path_ops);
call protect('policies');

create table policy_bindings (
  account_id text collate "C" not null,
  livemode boolean not null,
  -- The driver, fleet or vehicle.
  owner_id text collate "C" not null,
  policy_id text collate "C" not null,
  position integer not null,
  primary key (account_id, livemode, owner_id, policy_id),
  foreign key (account_id, livemode, policy_id) references policies on delete cascade
);
create index policy_bindings_policy on policy_bindings (account_id, livemode, policy_id);
call protect('policy_bindings');
