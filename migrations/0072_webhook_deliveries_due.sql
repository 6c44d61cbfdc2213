-- What is due first in a lane is read in the index's own order, however much waits behind it; and the index by
-- status holds only what did not arrive, which is what people look for.
drop index webhook_deliveries_due;
create index webhook_deliveries_due
  on webhook_deliveries (account_id, livemode, endpoint_id, lane, next_attempt, id) where status = 'pending';
drop index webhook_deliveries_status;
create index webhook_deliveries_status
  on webhook_deliveries (account_id, livemode, endpoint_id, status, id) where status <> 'succeeded';
