-- Reports: what was asked for, how far it is, and the file that came of it.
create table reports (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  status text not null check (status in ('pending', 'processing', 'succeeded', 'failed')),
  type text not null check (type in ('csv', 'pdf')),
  -- As the contract shows them.
  parameters json not null,
  fleet text collate "C",
  -- Days and months of groups and charts: the fleet's at the time, else UTC.
  timezone text not null,
  -- Prefixes of the ids of what the asking key might read (ruling 6); nothing else is shown.
  shows text[] not null,
  size bigint,
  succeeded_at timestamptz(3),
  -- Its name where files are kept; null before it is made and after it was removed.
  file text,
  created timestamptz(3) not null,
  primary key (account_id, livemode, id),
  check ((status = 'succeeded') = (succeeded_at is not null)),
  check ((status = 'succeeded') = (size is not null))
);
create index reports_status on reports (account_id, livemode, status, id);
create index reports_fleet on reports (account_id, livemode, fleet, id);
create index reports_files on reports (succeeded_at) where file is not null;
call protect('reports');

-- Accounts that are there already: the first turn looks back at nothing and sees to it that others follow.
insert into jobs (account_id, livemode, task, key, payload, run_at)
select a.id, mode, 'make_automatic_reports', 'account', '{}', a.updated
from accounts a cross join (values (false), (true)) as modes (mode);
