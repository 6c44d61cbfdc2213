-- Tariffs: OCPI tariff elements with prices in minor units, as src/pricing reads them.
create table tariffs (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  shared boolean not null,
  currency text not null,
  elements jsonb not null,
  min_price text,
  max_price text,
  -- The price of connectors on this network that were given none, one for each kind of current.
  default_of text collate "C",
  current text check (current in ('AC', 'DC')),
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  foreign key (account_id, livemode, default_of) references networks,
  check ((default_of is null) = (current is null))
);
create unique index tariffs_default on tariffs (account_id, livemode, default_of, current) where default_of is not null;
call protect('tariffs');
call share('tariffs');
