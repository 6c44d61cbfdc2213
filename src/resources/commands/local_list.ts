// The list of cards that a charger without a line may take, as the API takes it.
import * as s from "../../lib/schema.ts";

const Token = s.object({
  uid: s.text(36, {
    pattern: "^[\\x21-\\x7e]+$",
    about: "The card's number, or the contract's eMAID.",
    example: "04A2B3C4D5E6F7",
  }),
  type: s.defaulted(s.choice(["rfid", "emaid"], { about: "What it is." }), "rfid"),
  status: s.defaulted(
    s.nullable(
      s.choice(["accepted", "blocked", "expired", "invalid"], {
        about: "What the charger says to it; null strikes it off (`differential` only).",
      }),
    ),
    "accepted",
  ),
  group: s.defaulted(
    s.nullable(
      s.text(36, { about: "Cards of one group end each other's charges.", example: "ADA" }),
    ),
    null,
  ),
  expires_at: s.defaulted(s.nullable(s.timestamp({ about: "Good until then." })), null),
});

export const LocalList = s.object(
  {
    version: s.optional(
      s.integer(1, 2_147_483_647, {
        about:
          "Higher than the one before. Default: the command's number, which rises. A list that " +
          "goes in parts ends under it (`full`), or begins with it (`differential`).",
        example: 42,
      }),
    ),
    mode: s.defaulted(
      s.choice(["full", "differential"], { about: "Replaces the list, or changes it." }),
      "full",
    ),
    tokens: s.optional(
      s.list(Token, {
        max: 10_000,
        about:
          "The cards. Left out: your charge tokens, those first that may charge at the station, " +
          "the others as what they are refused as, with `mode` `full`. More than fit into one " +
          "message go in several.",
      }),
    ),
  },
  { about: "Which cards the charger takes while it has no line." },
);
