// A charger that a platform knows: its station and the line that it comes on. What is at the other
// end of the line, a charge point of either version or bare frames, is the test's.
import { afterEach } from "node:test";
import type { LineSettings } from "./charging_line.ts";
import { makeStation, type Station, until } from "./fleet.ts";
import type { Client, Json } from "./platform.ts";

/** A platform, or a server's process. */
type Place = { readonly api: Client; readonly url: string };

export type Commissioned = {
  readonly station: Station;
  /** Of its connection, in the API. */
  readonly path: string;
  readonly line: LineSettings & { readonly password: string };
  /** Until the platform has it online, or has not; answers its connection. */
  online(is: boolean): Promise<Json>;
};

/** A new station for a charger of this identity. */
export async function commission(
  at: Place,
  identity: string,
  more: Json = {},
): Promise<Commissioned> {
  const station = await makeStation(at.api, "ocpp", { ocpp_identity: identity, ...more });
  return commissioned(at, station, identity);
}

/** The same of a station that is there already: its charger gets a password. */
export async function commissioned(
  { api, url }: Place,
  station: Station,
  identity: string,
): Promise<Commissioned> {
  const path = `/v1/charging_stations/${station.id}/connection`;
  const { password } = await api.make(`${path}/roll_password`);
  const endpoint = `${url.replace("http", "ws")}/ocpp`;
  const online = (is: boolean) =>
    until(
      () => api.read(path),
      (one) => one["online"] === is,
    );
  return { station, path, line: { endpoint, identity, password: String(password) }, online };
}

type Switched = { powerUp(): Promise<void>; powerDown(): Promise<void> };

/** Charge points of the tests of a suite: each is switched off when its test is over. */
export function switchedOffAfterEach<P extends Switched>() {
  let open: P[] = [];
  afterEach(async () => {
    for (const point of open) await point.powerDown();
    open = [];
  });
  return {
    /** It will be switched off. */
    add(point: P): P {
      open.push(point);
      return point;
    },
    /** Switches it on, and waits until the platform knows. */
    async on(point: P, { online }: Pick<Commissioned, "online">): Promise<P> {
      open.push(point);
      await point.powerUp();
      await online(true);
      return point;
    },
  };
}
