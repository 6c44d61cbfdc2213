-- How a station's charger is answered when it boots, and how it was at its last boot (OCPP: registration status).
alter table station_connections
  add column registration_status text not null default 'accepted'
    check (registration_status in ('accepted', 'pending', 'rejected')),
  -- Null: it has not booted since this is kept. What it was told holds until it boots again.
  add column last_boot_status text check (last_boot_status in ('accepted', 'pending', 'rejected'));
