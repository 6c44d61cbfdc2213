-- What was ordered of Stripe, by the order's key, and which of its notifications have been heard.
create table stripe_orders (
  account_id text collate "C" not null,
  livemode boolean not null,
  key text collate "C" not null,
  operation text not null check (operation in ('authorize', 'raise', 'capture', 'cancel', 'debit', 'refund')),
  -- Stripe's name for the payment, once it is known.
  payment_intent text collate "C",
  -- Part of the key that Stripe is given: it remembers its own faults by it.
  attempt integer not null default 1 check (attempt > 0),
  -- Null until it is known.
  answer jsonb,
  created timestamptz(3) not null,
  primary key (account_id, livemode, key)
);
-- A notification names the payment and nobody whose it is.
create index stripe_orders_intent on stripe_orders (payment_intent, livemode)
  where operation in ('authorize', 'debit');
call protect('stripe_orders');

create table stripe_events (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  type text not null,
  payment_intent text collate "C",
  -- When it happened, by Stripe's clock.
  happened timestamptz(3) not null,
  received timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
call protect('stripe_events');
