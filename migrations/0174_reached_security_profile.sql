-- The most secure that a station's charger has come; less is refused from then on (OCPP 2.0.1 A05.FR.07; security
-- whitepaper for 1.6 A05.FR.09), unless its operator allows it.
alter table station_connections
  add column reached_security_profile integer check (reached_security_profile between 1 and 3);
