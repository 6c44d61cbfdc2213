-- What a reading came to, beside what the charger's register showed: the series goes on where a
-- register begins anew. Null in those of before, and where a reading was not counted.
alter table meter_values add column total_wh bigint;
