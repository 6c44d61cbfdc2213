-- What the built-in test processor remembers, as a processor outside would: orders by their key, authorisations.
create table test_processor_orders (
  account_id text collate "C" not null,
  livemode boolean not null check (not livemode),
  key text collate "C" not null,
  operation text not null check (operation in ('authorize', 'raise', 'capture', 'cancel', 'refund')),
  authorization_id text collate "C",
  -- Null only inside the transaction that carries the order out.
  answer jsonb,
  created timestamptz(3) not null,
  primary key (account_id, livemode, key)
);
call protect('test_processor_orders');

create table test_processor_authorizations (
  account_id text collate "C" not null,
  livemode boolean not null check (not livemode),
  id text collate "C" not null,
  token text not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  captured bigint not null default 0 check (captured between 0 and amount),
  refunded bigint not null default 0 check (refunded between 0 and captured),
  status text not null check (status in ('authorized', 'captured', 'cancelled', 'failed')),
  created timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
call protect('test_processor_authorizations');
