// A list of cards in the words of SendLocalList. Pure.

import type { CommandParameters, LocalToken } from "../../commands.ts";

const statuses = {
  accepted: "Accepted",
  blocked: "Blocked",
  expired: "Expired",
  invalid: "Invalid",
} as const;

const entryOf = ({ uid, status, group, expires_at: expires }: LocalToken): object => {
  if (status === null) return { idTag: uid };
  const parent = group === null ? {} : { parentIdTag: group };
  const until = expires === null ? {} : { expiryDate: expires };
  return { idTag: uid, idTagInfo: { status: statuses[status], ...parent, ...until } };
};

export const localList = ({ version, mode, tokens }: CommandParameters["send_local_list"]) => ({
  listVersion: version,
  updateType: mode === "full" ? "Full" : "Differential",
  localAuthorizationList: tokens.map(entryOf),
});
