// A central system and one charger of OCPP 1.6 at it, on a client written by others: what the
// platform commands, what the charger is asked, what it answers.

import type { CommandAnswer, CommandOrder } from "../src/networks/commands.ts";
import type { OcppSettings } from "../src/networks/ocpp/server.ts";
import { ChargePoint } from "./charge_point.ts";
import { openLine, password, station } from "./ocpp_line.ts";

export const connector = { id: "connector_a1", evse: 1, type: "Type2", powerKw: 22 };

export type Given = Pick<CommandOrder, "name" | "parameters">;

/** A charger that has booted, and been offered and answered the last of its settings. */
export const openScene = async (settings: Partial<OcppSettings> = {}) => {
  const line = await openLine(settings);
  const endpoint = `ws://127.0.0.1:${line.port}/ocpp`;
  const charger = new ChargePoint({ endpoint, identity: station.identity, password });
  await charger.powerUp();
  const last = ({ text }: { text: string }) => text.includes("StopTxnAlignedData");
  const offered = await line.host.until("the set-up", () => line.traced("call", "out").find(last));
  await line.host.until("its end", () =>
    line.traced("result").some(({ messageId }) => messageId === offered.messageId),
  );
  return {
    ...{ line, charger, host: line.host },
    give(given: Given, where: CommandOrder["connector"] = null): Promise<CommandAnswer> {
      const order = { station, connector: where, number: 41, ...given };
      return line.network.command(order as CommandOrder);
    },
    /** The charger answers so from now on; what it is asked with is kept. */
    answering(action: string, ...answers: object[]): unknown[] {
      const asked: unknown[] = [];
      charger.client.handle(action, async ({ params }) => {
        asked.push(params);
        return answers[asked.length - 1] ?? answers.at(-1) ?? {};
      });
      return asked;
    },
    async end() {
      await charger.powerDown();
      await line.end();
    },
  };
};

export type Scene = Awaited<ReturnType<typeof openScene>>;
