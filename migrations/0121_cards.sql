-- Cards: groups whose cards end each other's charges, kinds beside RFID and contracts, and cards that only end.
alter table charge_tokens
  add column card_group text,
  add column master_pass boolean not null default false,
  -- As it is looked for: letter case aside, and the dashes that a contract's id may be written with.
  add column uid_plain text collate "C" generated always as
    (case when type = 'emaid' then replace(upper(uid), '-', '') else upper(uid) end) stored;
alter table charge_tokens drop constraint charge_tokens_type_check;
alter table charge_tokens add constraint charge_tokens_type_check
  check (type in ('rfid', 'emaid', 'key_code', 'mac_address'));
drop index charge_tokens_uid;
create unique index charge_tokens_uid on charge_tokens (account_id, livemode, uid_plain);
drop index charge_tokens_lookup;
create index charge_tokens_lookup on charge_tokens (uid_plain, livemode);

-- A card that is refused before it is known whose it is, or what it would charge, leaves its record, too.
alter table policy_decisions
  alter column driver drop not null,
  alter column vehicle drop not null,
  add column charge_token text collate "C",
  -- The number as it was held up.
  add column card text,
  -- What else than a policy refused it: code, message, param.
  add column refusal json;
