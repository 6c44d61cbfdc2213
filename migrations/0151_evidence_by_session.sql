-- What a session's record rests on is read by session, and what is too old is deleted by its time.
create index station_transactions_session on station_transactions (session) where session is not null;
create index station_evidence_created on station_evidence (created);
