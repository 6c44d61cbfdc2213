-- Several processes on one database: which one holds a charger's socket, who plays a role that only
-- one may play, and what one process asks of another.
alter table station_connections add column node text;

-- Who has taken a role up, as long as it lives (it holds an advisory lock).
create table node_roles (
  role text primary key,
  node text not null
);
alter table node_roles enable row level security;
create policy everyone_only on node_roles using (current_setting('charge.account', true) = '*');

-- Unlogged: when the database crashes, whoever asked has been told already that nobody answered.
create unlogged table node_calls (
  id bigint generated always as identity primary key,
  node text not null,
  asker text not null,
  -- Encrypted: orders carry cards, settings and passwords.
  call text not null,
  taken boolean not null default false,
  answer text,
  expires_at timestamptz(3) not null
);
create index node_calls_node on node_calls (node) where not taken;
create index node_calls_asker on node_calls (asker) where answer is not null;
alter table node_calls enable row level security;
create policy everyone_only on node_calls using (current_setting('charge.account', true) = '*');
create index station_connections_by_station on station_connections (station_id);
create index station_connections_by_node on station_connections (node) where online;
