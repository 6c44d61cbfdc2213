// What an operator has a charger of 2.0.1 do, over a real socket, to a charge point on a client
// written by others (strict mode).

import type { CommandName, CommandParameters } from "../src/networks/commands.ts";
import type { OcppSettings } from "../src/networks/ocpp/server.ts";
import type { OrderOf } from "../src/networks/ocpp/v201/commands.ts";
import { Witness } from "../src/networks/witness.ts";
import { ChargePoint201 } from "./charge_point_201.ts";
import { type connector, lineTo, password, serve, station } from "./ocpp_harness.ts";

export type Answer = Record<string, unknown>;

const endings: (() => Promise<void>)[] = [];
export const endScenes = async (): Promise<void> => {
  for (const end of endings.splice(0).reverse()) await end();
};

/** What the charger may call a command by. */
export const number = 41;
export const accepted = { status: "Accepted" };

/** A charger that answers so; what it was sent is kept. */
export const operatorScene = async (
  answers: Record<string, Answer>,
  variables: Record<string, string> = {},
  settings: Partial<OcppSettings> = {},
) => {
  const host = new Witness();
  host.know(station, password);
  const platform = await serve(host, 0, { bootWithinMs: 60_000, ...settings });
  const charger = new ChargePoint201(lineTo(platform.port));
  endings.push(platform.close, () => charger.powerDown());
  for (const [name, value] of Object.entries(variables)) charger.model.variables.set(name, value);
  const sent: [string, Answer][] = [];
  for (const [action, answer] of Object.entries(answers)) {
    charger.client.handle(action, async ({ params }) => {
      sent.push([action, params as Answer]);
      return answer;
    });
  }
  await charger.client.connect();
  await host.nth("connected");
  await host.until("the line", () => platform.network.online(station));
  const give = <Name extends CommandName>(
    name: Name,
    parameters: CommandParameters[Name],
    at: typeof connector | null = null,
  ) => {
    const order: unknown = { station, connector: at, number, name, parameters };
    return platform.network.command(order as OrderOf<Name>);
  };
  return { host, charger, sent, give, network: platform.network };
};
