-- A charger that has said that it takes a password, and stays connected for months, knows that one and no older one: it
-- is what must stay good when the next one is rolled while the charger is away.
alter table station_connections add column password_taken boolean not null default false;
