-- Transactions that were still on their way when an invoice about their window was finalised: a later invoice of the
-- same owner holds them, once they have come to an end. They stay here, as a void invoice sets them free again.
create table invoice_latecomers (
  account_id text collate "C" not null,
  livemode boolean not null,
  transaction_id text collate "C" not null,
  primary key (account_id, livemode, transaction_id)
);
call protect('invoice_latecomers');
