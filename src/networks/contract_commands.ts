// The stories of commands that every network must pass, whatever protocol it speaks: a restart, a
// plug let go, out of service and back, and being asked to tell something now.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandAnswer, CommandName, CommandOrder, CommandParameters } from "./commands.ts";
import { type Harness, type Scene, type SetUp, type Story, tellStories } from "./contract.ts";

let number = 100;

const order = <N extends CommandName>(
  at: Harness,
  name: N,
  parameters: CommandParameters[N],
  station = false,
): CommandOrder => {
  const connector = station ? null : at.connector;
  number += 1;
  return { station: at.station, connector, number, name, parameters } as CommandOrder;
};

const assertDone = (answer: CommandAnswer): void => {
  assert.equal(answer.outcome, "succeeded", JSON.stringify(answer));
};

const startOrder = (at: Harness) => ({
  ...{ station: at.station, connector: at.connector, session: "cs_story", idTag: "CS-4F2A9C" },
  vehicle: { batteryWh: 60_000, socPercent: 20 },
});

/** Waits for the next fact that is told from now on. */
const afterwards = async (scene: Scene, act: () => Promise<unknown>, find: FindFact) => {
  const heard = scene.host.facts.length;
  await act();
  return scene.host.until("what was asked for to be told", () =>
    scene.host.facts.slice(heard).some(find),
  );
};
type FindFact = (fact: Scene["host"]["facts"][number]) => boolean;

const statusIs =
  (...words: string[]): FindFact =>
  (fact) =>
    fact.kind === "connector_status" && words.includes(fact.status);

const charging = async ({ host, at }: Scene): Promise<void> => {
  await at.network.start(startOrder(at));
  await at.plugIn();
  await host.nth("transaction_started");
};

const stories: readonly Story[] = [
  [
    "a reset is answered; the station goes away, comes back and boots",
    async (scene) => {
      const { host, at } = scene;
      await afterwards(
        scene,
        async () => {
          const given = order(at, "reset", { type: "soft" }, true);
          assertDone(await at.network.command(given));
        },
        (fact) => fact.kind === "booted",
      );
      await host.until("to be online again", () => at.network.online(at.station));
      const kinds = host.facts.map((fact) => fact.kind);
      const left = kinds.lastIndexOf("disconnected");
      assert.ok(left >= 0, "it went away");
      assert.ok(kinds.indexOf("connected", left) > left, "and came back");
    },
  ],
  [
    "a reset ends what is charging, which is told once",
    async (scene) => {
      const { host, at } = scene;
      await charging(scene);
      assertDone(await at.network.command(order(at, "reset", { type: "hard" }, true)));
      const stopped = await host.nth("transaction_stopped");
      assert.ok(["reboot", "power_loss", "other"].includes(stopped.reason), stopped.reason);
      await host.until("to be online again", () => at.network.online(at.station));
      await sleep(200);
      assert.equal(host.of("transaction_stopped").length, 1);
    },
  ],
  [
    "a connector without a charge lets go of its plug",
    async ({ at }) => {
      await at.plugIn();
      assertDone(await at.network.command(order(at, "unlock_connector", {})));
    },
  ],
  [
    "a connector out of service says so and refuses starts, until it is back",
    async (scene) => {
      const { at } = scene;
      const setTo = (available: boolean) => async () =>
        assertDone(await at.network.command(order(at, "change_availability", { available })));
      await afterwards(scene, setTo(false), statusIs("unavailable"));
      const refused = await at.network.start(startOrder(at));
      assert.equal(refused.outcome, "rejected");
      await afterwards(scene, setTo(true), statusIs("available"));
      assert.deepEqual(await at.network.start(startOrder(at)), { outcome: "accepted" });
    },
  ],
  [
    "out of service waits for the charge that goes on",
    async (scene) => {
      const { host, at } = scene;
      await charging(scene);
      const given = order(at, "change_availability", { available: false });
      const answer = await at.network.command(given);
      assert.equal(answer.outcome, "accepted");
      await host.nth("metered", host.of("metered").length + 2);
      assert.equal(host.of("transaction_stopped").length, 0);
      await afterwards(scene, () => at.unplug(), statusIs("unavailable"));
    },
  ],
  [
    "a triggered message is told",
    async (scene) => {
      const { at } = scene;
      const trigger = (message: CommandParameters["trigger_message"]["message"], whole: boolean) =>
        afterwards(
          scene,
          async () =>
            assertDone(await at.network.command(order(at, "trigger_message", { message }, whole))),
          (fact) => fact.kind === (message === "boot_notification" ? "booted" : "connector_status"),
        );
      await trigger("status_notification", false);
      await trigger("boot_notification", true);
    },
  ],
  [
    "a station that is away gets no command",
    async ({ host, at }) => {
      await at.goOffline();
      await host.until("to be gone", () => !at.network.online(at.station));
      const answer = await at.network.command(order(at, "reset", { type: "soft" }, true));
      assert.deepEqual(answer, { outcome: "offline" });
    },
  ],
];

export const commandStories = (name: string, setUp: SetUp): void =>
  tellStories(name, setUp, stories);
