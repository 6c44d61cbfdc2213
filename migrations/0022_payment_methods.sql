-- Payment methods. Of a card only brand, last four digits, expiry, fingerprint and the processor's token are kept.
create table payment_methods (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  type text not null check (type in ('card', 'bank_account', 'wallet')),
  -- One owner at a time; neither: the account's own (ruling 15).
  driver_id text collate "C",
  fleet_id text collate "C",
  billing_details jsonb not null,
  card jsonb,
  bank_account jsonb,
  token text,
  -- Holds under way: sessions and reservations that will be paid by it (ruling 16).
  open_holds integer not null default 0 check (open_holds >= 0),
  created timestamptz(3) not null,
  deleted timestamptz(3),
  primary key (account_id, livemode, id),
  check (driver_id is null or fleet_id is null),
  check ((card is not null) = (type = 'card')),
  check ((bank_account is not null) = (type = 'bank_account'))
);
create index payment_methods_driver on payment_methods (account_id, livemode, driver_id, id) where driver_id is not null;
create index payment_methods_fleet on payment_methods (account_id, livemode, fleet_id, id) where fleet_id is not null;
create index payment_methods_type on payment_methods (account_id, livemode, type, id);
call protect('payment_methods');
