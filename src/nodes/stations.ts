// The OCPP network as seen from any process: an order for a charger whose socket another process
// holds is given to that one. Facts need no relay: whoever hears them stores them.
import type { StationRef } from "../networks/network.ts";
import type { OcppNetwork } from "../networks/ocpp/server.ts";
import type { Relay, Serve } from "./relay.ts";

export type Whereabouts = {
  /** The process that holds the station's socket, as far as is known. */
  holder(station: StationRef): Promise<string | null>;
};

/** A charger gets 30 s to answer (spec part 2, charging_session); and the way there and back. */
const withinMs = 45_000;

const offline = { outcome: "offline" } as const;
const timeout = { outcome: "timeout" } as const;
const ofOrder = { unheard: offline, silent: timeout };
const ofCall = {
  unheard: { kind: "lost", sent: false },
  silent: { kind: "lost", sent: true },
} as const;

type Near = (method: string, args: readonly unknown[]) => Promise<unknown> | undefined;

/** What another process may ask of this one's sockets. */
export const servedBy = (network: OcppNetwork): Near => {
  const served: Record<string, (...args: never[]) => Promise<unknown>> = {
    start: network.start.bind(network),
    stop: network.stop.bind(network),
    reserve: network.reserve.bind(network),
    withdraw: network.withdraw.bind(network),
    command: network.command.bind(network),
    call: network.call.bind(network),
    changePassword: network.changePassword.bind(network),
    hangUp: async (...args: Parameters<OcppNetwork["hangUp"]>) => network.hangUp(...args),
  };
  return (method, args) => served[method]?.(...(args as never[]));
};

export function acrossNodes(
  local: OcppNetwork,
  relay: Relay,
  { holder }: Whereabouts,
): OcppNetwork {
  type Missed<A> = { readonly unheard: A; readonly silent: A };

  /** Here where the socket is here, and where it is nowhere: then this one says that it is away. */
  async function either<A>(
    station: StationRef,
    here: () => Promise<A>,
    [method, args, missed]: readonly [string, readonly unknown[], Missed<A>],
  ): Promise<A> {
    if (local.online(station)) return here();
    const node = await holder(station);
    if (node === null || node === relay.node) return here();
    const asked = await relay.ask(node, `ocpp.${method}`, args, withinMs);
    return asked.kind === "answered" ? (asked.answer as A) : missed[asked.kind];
  }

  return {
    kind: local.kind,
    online: (station) => local.online(station),
    start: (order) => either(order.station, () => local.start(order), ["start", [order], ofOrder]),
    stop: (order) => either(order.station, () => local.stop(order), ["stop", [order], ofOrder]),
    reserve: (order) =>
      either(order.station, () => local.reserve(order), ["reserve", [order], ofOrder]),
    withdraw: (order) =>
      either(order.station, () => local.withdraw(order), ["withdraw", [order], ofOrder]),
    command: (order) =>
      either(order.station, () => local.command(order), ["command", [order], ofOrder]),
    call: (station, action, payload, options) =>
      either(station, () => local.call(station, action, payload, options), [
        "call",
        [station, action, payload, options],
        ofCall,
      ]),
    changePassword: (station, password) =>
      either(station, () => local.changePassword(station, password), [
        "changePassword",
        [station, password],
        { unheard: "unanswered", silent: "unanswered" },
      ]),
    /** Of a station that was deleted nobody knows where it was: all are told. */
    async hangUp(station, connection) {
      local.hangUp(station, connection);
      for (const node of await relay.others()) {
        relay.tell(node, "ocpp.hangUp", [station, connection]);
      }
    },
    upgrade: (...arrived) => local.upgrade(...arrived),
    resume: (running) => local.resume(running),
    close: () => local.close(),
  };
}

/** Answers calls by what stands before the dot: `ocpp.start`. */
export const dispatch =
  (near: Readonly<Record<string, Near>>): Serve =>
  async (name, args) => {
    const [who = "", method = ""] = name.split(".");
    return near[who]?.(method, args);
  };
