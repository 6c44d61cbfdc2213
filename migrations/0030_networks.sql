-- Networks, and what it means that one belongs to the installation: every account of its mode reads its rows,
-- only the owner writes them (spec part 3, "Who sees which station").
create function shown_to_all(shared boolean, mode boolean) returns boolean
language sql stable parallel safe as $$
  select shared and mode = (current_setting('charge.livemode', true) = 't')
$$;

-- Beside `protect`: lets the other accounts of the mode read what is shared.
create procedure share(target regclass)
language plpgsql as $$
begin
  execute format('create policy shared on %s for select using (shown_to_all(shared, livemode))', target);
end $$;

create table networks (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  kind text not null check (kind in ('simulator', 'ocpp')),
  name text not null,
  operator text not null,
  status text not null check (status in ('active', 'inactive')),
  -- The installation's: fixed at birth, and copied to what belongs to the network.
  shared boolean not null,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  check (kind <> 'simulator' or not livemode)
);
create unique index networks_shared on networks (livemode, kind) where shared;
call protect('networks');
call share('networks');
