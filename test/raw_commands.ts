// The table of raw commands in the guide on chargers: what is printed is given to charge points of
// both versions, on clients written by others that hold each message to the official schema.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { ChargePoint } from "./charge_point.ts";
import { ChargePoint201 } from "./charge_point_201.ts";
import { makeStation, until } from "./fleet.ts";
import type { Json, TestPlatform } from "./platform.ts";

type Raw = { readonly action: string; readonly payload: Json };

const column = (cell: string | undefined): Raw[] => {
  const [, action, payload] = /^`(\w+)` `(\{.*\})`$/.exec(cell?.trim() ?? "") ?? [];
  return action === undefined || payload === undefined
    ? []
    : [{ action, payload: JSON.parse(payload) as Json }];
};

/** All that the table prints, by version. */
export function rawCommandsOf(guide: string): Record<"1.6" | "2.0.1", readonly Raw[]> {
  const lines = guide.split("\n");
  const head = lines.findIndex((line) => line.startsWith("| what for | OCPP 1.6 | OCPP 2.0.1 |"));
  assert.ok(head >= 0, "the guide has its table of raw commands");
  const end = lines.findIndex((line, index) => index > head && !line.startsWith("|"));
  const cells = lines.slice(head + 2, end).map((line) => line.split(" | "));
  return {
    "1.6": cells.flatMap(([, old]) => column(old)),
    "2.0.1": cells.flatMap(([, , now]) => column(now?.replace(/ \|$/, ""))),
  };
}

/** What chargers answer that say more than that they do it. */
const answers: Readonly<Record<string, (payload: Json) => Json>> = {
  GetTransactionStatus: () => ({ messagesInQueue: false }),
  SetVariableMonitoring: ({ setMonitoringData }) => ({
    setMonitoringResult: (setMonitoringData as Json[]).map(
      ({ type, severity, component, variable }) => ({
        ...{ status: "Accepted", id: 1, type, severity, component, variable },
      }),
    ),
  }),
};
const versions = { "1.6": { listVersion: 3 }, "2.0.1": { versionNumber: 3 } };

/** Gives each to a charger of its version; what is heard is what is printed. */
export async function giveAll(
  { api, port }: Pick<TestPlatform, "api" | "port">,
  version: "1.6" | "2.0.1",
  commands: readonly Raw[],
): Promise<void> {
  const identity = `RAW:${version}`;
  const { id } = await makeStation(api, "ocpp", { ocpp_identity: identity });
  const path = `/v1/charging_stations/${id}`;
  const { password } = await api.make(`${path}/connection/roll_password`);
  const line = { endpoint: `ws://127.0.0.1:${port}/ocpp`, identity, password: String(password) };
  const point = version === "1.6" ? new ChargePoint(line) : new ChargePoint201(line);
  const heard: Raw[] = [];
  for (const { action } of commands) {
    point.client.handle(action, async ({ params }) => {
      heard.push({ action, payload: params as Json });
      if (action === "GetLocalListVersion") return versions[version];
      return answers[action]?.(params as Json) ?? { status: "Accepted" };
    });
  }
  try {
    await point.powerUp();
    for (const raw of commands) {
      heard.length = 0;
      const made = await api.make(`${path}/commands`, { type: "raw", raw });
      const done = await until(
        () => api.read(`/v1/commands/${made.id}`),
        ({ status }) => status !== "pending",
      );
      assert.match(String(done["status"]), /^(succeeded|accepted)$/, JSON.stringify(done));
      const own = heard.find(
        ({ action, payload }) =>
          action === raw.action &&
          Object.entries(raw.payload).every(([key, value]) =>
            isDeepStrictEqual(payload[key], value),
          ),
      );
      assert.ok(own !== undefined, `${version} ${raw.action}: ${JSON.stringify(heard)}`);
    }
  } finally {
    await point.powerDown();
  }
}
