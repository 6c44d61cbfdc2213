-- How a station's charger is let in and listened to.
alter table station_connections
  add column message_checks text not null default 'lenient'
    check (message_checks in ('strict', 'lenient')),
  -- Of OCPP; null: what the installation asks for.
  add column minimum_security_profile integer check (minimum_security_profile between 1 and 3);
