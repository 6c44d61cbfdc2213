-- What chargers told of transactions before card and place were both known (OCPP 2.0.1 names a
-- transaction first): one row per name that a charger gave, kept with the station's owner.
create table transaction_openings (
  account_id text collate "C" not null,
  livemode boolean not null,
  charging_station text collate "C" not null,
  reference text collate "C" not null,
  -- Each piece with the charger's time of the message that first said it.
  evse integer,
  evse_at timestamptz(3),
  id_tag text,
  id_tag_at timestamptz(3),
  reservation integer,
  reservation_at timestamptz(3),
  meter_wh bigint,
  meter_at timestamptz(3),
  opened_at timestamptz(3) not null,
  ended_at timestamptz(3),
  primary key (account_id, livemode, charging_station, reference)
);
call protect('transaction_openings');

-- A charger need not say where its meter stood: the first register of the transaction counts then.
alter table station_transactions alter column meter_start_wh drop not null;
