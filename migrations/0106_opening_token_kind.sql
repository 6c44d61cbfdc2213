-- What was held up, as the charger says it: a card is looked for among those of its kind.
alter table transaction_openings add column token_kind text;
