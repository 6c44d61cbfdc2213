// The cards that a charger may take without asking (OCPP 2.0.1 part 2, use cases D01 and D02), in
// messages of the length that it takes (LocalAuthListCtrlr.ItemsPerMessage, BytesPerMessage).

import type { CommandAnswer, LocalToken } from "../../../commands.ts";
import { type Limits, sendInParts, usualMost } from "../../local_list.ts";
import { answered } from "../../message.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { getLocalListVersion } from "../get_local_list_version.ts";
import { central, idTokenStatus } from "../id_token.ts";
import { sendLocalList } from "../send_local_list.ts";
import { keyOf } from "../set_up.ts";
import { valuesIn } from "../settings.ts";
import { ask, invalid } from "./asking.ts";

const tokenTypes = {
  rfid: "ISO14443",
  emaid: "eMAID",
  key_code: "KeyCode",
  mac_address: "MacAddress",
} as const satisfies Record<LocalToken["type"], string>;

const entryOf = ({ uid, type, status, group, expires_at: expires }: LocalToken) => {
  const idToken = { idToken: uid, type: tokenTypes[type] };
  if (status === null) return { idToken };
  const more = {
    ...(group === null ? {} : { groupIdToken: central(group) }),
    ...(expires === null ? {} : { cacheExpiryDateTime: expires }),
  };
  return { idToken, idTokenInfo: { status: idTokenStatus(status), ...more } };
};

const component = { name: "LocalAuthListCtrlr" };
const items = { component, variable: { name: "ItemsPerMessage" } };
const bytes = { component, variable: { name: "BytesPerMessage" } };

const limitsOf = async ({ settings }: CommandScene): Promise<Limits> => {
  const { results } = await settings.get([items, bytes]);
  const values = valuesIn(results ?? []);
  const limit = (place: typeof items) => {
    const value = Number(values.get(keyOf(place)));
    return Number.isInteger(value) && value > 0 ? value : null;
  };
  const most = limit(items) ?? usualMost;
  const mostBytes = limit(bytes);
  if (mostBytes === null) return { most };
  const of = (token: LocalToken) => Buffer.byteLength(JSON.stringify(entryOf(token)));
  return { most, bytes: { most: mostBytes, of } };
};

/** An empty full list takes all cards off the charger (D01). */
export const sendList = async (
  scene: CommandScene,
  { parameters }: OrderOf<"send_local_list">,
): Promise<CommandAnswer> => {
  const { mode, tokens } = parameters;
  const struckOff = tokens.findIndex(({ status }) => status === null);
  if (mode === "full" && struckOff >= 0) {
    return invalid(`tokens[${struckOff}].status: only a differential list strikes cards off`);
  }
  const limits = tokens.length > 1 ? await limitsOf(scene) : { most: usualMost };
  return sendInParts(parameters, limits, {
    send: (list) =>
      ask(scene, sendLocalList, {
        versionNumber: list.version,
        updateType: list.mode === "full" ? "Full" : "Differential",
        ...(list.tokens.length === 0 ? {} : { localAuthorizationList: list.tokens.map(entryOf) }),
      }),
    version: async () => {
      const outcome = await scene.call(getLocalListVersion.action, {});
      return answered(getLocalListVersion, outcome)?.versionNumber ?? null;
    },
  });
};
