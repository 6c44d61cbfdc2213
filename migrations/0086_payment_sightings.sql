-- How a processor said that a payment stands, when a notification made us look: what happened there without us
-- shows beside what we have booked.
create table payment_sightings (
  account_id text collate "C" not null,
  livemode boolean not null,
  hold_id text collate "C" not null,
  status text not null check (status in ('open', 'captured', 'closed', 'pending')),
  captured bigint not null check (captured >= 0),
  refunded bigint not null check (refunded >= 0),
  disputed boolean not null,
  seen timestamptz(3) not null,
  primary key (account_id, livemode, hold_id)
);
call protect('payment_sightings');

create index payment_methods_token on payment_methods (account_id, livemode, token) where token is not null;
