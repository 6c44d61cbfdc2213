// What an operator sees of a password that was rolled: whether the charger has it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../../../test/charge_point.ts";
import { ChargePoint201 } from "../../../test/charge_point_201.ts";
import { makeStation, until } from "../../../test/fleet.ts";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";

const makers = { "1.6": ChargePoint, "2.0.1": ChargePoint201 };
type Version = keyof typeof makers;

describe("a rolled password", () => {
  let platform: TestPlatform;
  const ends: (() => Promise<void>)[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const end of ends) await end();
    await platform.close();
  });

  const statusAt = async (path: string) => (await platform.api.read(path))["password_status"];
  const seen = (path: string, status: string) =>
    until(
      () => statusAt(path),
      (one) => one === status,
    );

  /** A charger that came with its first password, and what it says to a message. */
  const commission = async (version: Version, number: number) => {
    const identity = `ROLLED-${version}-${number}`;
    const station = await makeStation(platform.api, "ocpp", { ocpp_identity: identity });
    const path = `/v1/charging_stations/${station.id}/connection`;
    assert.equal(await statusAt(path), null);
    const roll = () => platform.api.make(`${path}/roll_password`);
    const rolled = await roll();
    assert.equal(rolled["password_status"], "rolled");
    const connect = async (password: unknown) => {
      const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
      const charger = new makers[version]({ endpoint, identity, password: String(password) });
      ends.push(() => charger.powerDown());
      await charger.powerUp();
      await until(
        () => platform.api.read(path),
        (one) => one["online"] === true,
      );
      return charger;
    };
    const charger = await connect(rolled["password"]);
    await seen(path, "in_use");
    return { path, roll, charger, connect };
  };

  const answersOf = (version: Version) => (status: string) => {
    if (version === "1.6") return { action: "ChangeConfiguration", answer: () => ({ status }) };
    const answer = ({ setVariableData }: { setVariableData: object[] }) => ({
      setVariableResult: setVariableData.map((one) => {
        const { attributeValue: _, ...place } = one as { attributeValue: string };
        return { ...place, attributeStatus: status };
      }),
    });
    return { action: "SetVariables", answer };
  };

  for (const version of ["1.6", "2.0.1"] as const) {
    it(`${version}: is shown as what its charger said of it, and as in use once it came with it`, async () => {
      const { path, roll, charger, connect } = await commission(version, 1);
      const words = [
        ["Rejected", "rejected"],
        ["RebootRequired", "reboot_required"],
        ["Accepted", "accepted"],
      ] as const;
      let password: unknown;
      for (const [word, status] of words) {
        const { action, answer } = answersOf(version)(word);
        charger.client.handle(action, async ({ params }) => answer(params as never));
        const rolled = await roll();
        assert.equal(rolled["password_status"], "pushed");
        await seen(path, status);
        password = rolled["password"];
      }
      await charger.powerDown();
      await connect(password);
      await seen(path, "in_use");
    });
  }

  it("is unanswered where the charger went away over it, which then comes with its old one", async () => {
    const { path, roll, charger } = await commission("1.6", 2);
    charger.client.handle("ChangeConfiguration", () => {
      void charger.goOffline();
      return new Promise(() => {});
    });
    await roll();
    await seen(path, "unanswered");
    await charger.comeBack();
    await until(
      () => platform.api.read(path),
      (one) => one["online"] === true,
    );
    assert.equal(await statusAt(path), "unanswered");
  });
});
