// What the compiler must take and must refuse, as a user's file. A line that ends with
// "// refused" must not compile; every other line must.
export const typeCases = `
import { Charge, type Driver, type ErrorCode, type Event, type Fleet } from "charge-sdk";

type Alike<A> = <T>() => T extends A ? 1 : 2;
type Same<A, B> = Alike<A> extends Alike<B> ? true : false;
const same = <A, B>(_yes: Same<A, B>): void => undefined;

declare const charge: Charge;
declare const paths: ("driver" | "fleet")[];

export async function cases(): Promise<void> {
  const plain = await charge.vehicles.retrieve("veh_1");
  same<typeof plain.fleet, string | null>(true);
  same<typeof plain.drivers, string[]>(true);
  same<typeof plain.fleet, string>(true); // refused

  const one = await charge.vehicles.retrieve("veh_1", { expand: ["fleet"] });
  same<typeof one.fleet, Fleet | null>(true);
  same<typeof one.drivers, string[]>(true);
  same<typeof one.created, string>(true);
  one.fleet.name; // refused
  one.drivers[0]?.name; // refused

  const deep = await charge.vehicles.retrieve("veh_1", {
    expand: ["drivers.fleets.preferences.default_payment_method.driver", "telemetry"],
  });
  const method = deep.drivers[0]?.fleets[0]?.preferences.default_payment_method;
  same<NonNullable<typeof method>["driver"], Driver | null>(true);
  same<NonNullable<typeof method>["fleet"], string | null>(true);
  deep.telemetry?.vehicle.length;

  const session = await charge.charging_sessions.create(
    { charging_station: "a", connector: "b", driver: "c", vehicle: "d", payment_method: "e" },
    { expand: ["driver", "vehicle.fleet"], idempotencyKey: "k" },
  );
  same<typeof session.driver, Driver | null>(true);
  session.vehicle?.fleet?.name;
  same<typeof session.charging_station, string>(true);

  charge.vehicles.retrieve("veh_1", { expand: ["flete"] }); // refused
  charge.vehicles.retrieve("veh_1", { expand: ["fleet.name"] }); // refused
  charge.vehicles.retrieve("veh_1", { expand: ["created"] }); // refused
  charge.vehicles.list({}, { expand: ["data.fleet"] }); // refused
  charge.drivers.retrieve("drv_1", { expand: ["vehicles.drivers.vehicles.drivers"] });
  charge.drivers.list({}, { expand: ["vehicles.drivers.vehicles.fleet.x"] }); // refused
  charge.drivers.list({}, { expand: ["vehicles.drivers.vehicles.drivers.fleets"] }); // refused
  charge.operators.list({}, { expand: ["stations"] }); // refused

  for await (const item of charge.charging_sessions.list({ limit: 5 }, { expand: ["driver"] })) {
    same<typeof item.driver, Driver | null>(true);
  }
  const page = await charge.drivers.list();
  same<typeof page.data, readonly Driver[]>(true);

  const unsure = await charge.charging_sessions.retrieve("cs_1", { expand: paths });
  same<typeof unsure.driver, string | Driver | null>(true);
  same<typeof unsure.vehicle, string>(true);

  charge.drivers.create({ name: "Ada" }); // refused
  charge.drivers.create({ name: "Ada", email: "a@example.com", colour: "red" }); // refused
  charge.drivers.list({ created: { gt: new Date(0), before: "x" } }); // refused
  charge.drivers.list({ created: { gt: new Date(0), lte: "2026-01-01T00:00:00Z" } });
  charge.drivers.retrieve("drv_1", { idempotencyKey: "k" }); // refused
  charge.drivers.retrieve(); // refused
  new Charge("key"); // refused

  const wrong: ErrorCode = "no_such_code"; // refused
  const code: ErrorCode = "driver_not_found";
  void [wrong, code];
}

export function told(event: Event): string | null {
  if (event.type === "driver.updated") return event.data.previous_attributes?.name ?? null;
  if (event.type === "driver.created") return event.data.object.vin; // refused
  if (event.type === "driver.promoted") return null; // refused
  return event.type === "charge.succeeded" ? event.data.object.currency : null;
}
`.trimStart();

/** The numbers of the lines that must be refused. */
export const refusedLines: readonly number[] = typeCases
  .split("\n")
  .flatMap((line, at) => (line.endsWith("// refused") ? [at + 1] : []));
