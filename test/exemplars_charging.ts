// Exemplars of what people do with drivers, vehicles and stations: reserve, charge, pay, count.
import {
  bodyOf,
  created,
  type Exemplar,
  type Fresh,
  freshPayer,
  freshSession,
  type Ids,
  newest,
  next,
} from "./exemplar.ts";
import { until } from "./fleet.ts";
import { openInvoice, thisYear } from "./open_invoice.ts";
import type { Client, Json } from "./platform.ts";

/** Hours ahead, so that nothing happens to it by itself. */
const inHours = (hours: number): string => {
  const now = performance.timeOrigin + performance.now();
  return new Date(now + hours * 3_600_000).toISOString();
};

const wish = ({ driver, vehicle, payment_method }: Ids): Json => ({
  ...{ driver, vehicle, payment_method, connector_type: ["CCS"] },
  ...{ ideal_start: inHours(4), ideal_end: inHours(5) },
  location: { latitude: 48.8698, longitude: 2.3319, radius: 1500 },
});

/** Each is confirmed or cancelled once. */
async function freshReservation(api: Client, given: Ids): Promise<Fresh> {
  const ids = await freshSession(api, given);
  const reservation = await created("reservations")(api, ids);
  return { ids: { ...ids, reservation }, body: {} };
}

const atVirtual = (action: string): string =>
  `/v1/test_helpers/charging_stations/:charging_station/${action}`;

/** The account's test clock, made where there is none. */
async function anyClock(api: Client): Promise<string> {
  const { data } = await api.read("/v1/test_clocks");
  return String(data[0]?.["id"] ?? (await api.make("/v1/test_clocks")).id);
}

/** In the order in which they are made, which is that of who needs whom. */
export const charging: Readonly<Record<string, Exemplar>> = {
  reservations: {
    makes: { reservation: created("reservations") },
    bodies: {
      "/v1/reservations": wish,
      "/v1/reservations/:reservation": () => ({ location: { radius: 1000 + Number(next()) } }),
      "/v1/reservations/:reservation/confirm": ({ payment_method }) => ({ payment_method }),
    },
    fresh: {
      async "/v1/reservations"(api, given) {
        const ids = await freshSession(api, given);
        return { ids, body: wish(ids) };
      },
      "/v1/reservations/:reservation/confirm": freshReservation,
      "/v1/reservations/:reservation/cancel": freshReservation,
    },
  },
  charging_sessions: {
    makes: {
      async charging_session(api, ids) {
        const session = await created("charging_sessions")(api, ids);
        // Only what has begun at the charger costs something, and makes a transaction.
        await until(
          () => api.read(`/v1/charging_sessions/${session}`),
          (one) => one["session_started"] !== null,
        );
        await api.make(`/v1/charging_sessions/${session}/end`);
        return session;
      },
    },
    bodies: {
      "/v1/charging_sessions": ({ charging_station, driver, vehicle, payment_method }) => ({
        ...{ charging_station, connector: "a1", driver, vehicle, payment_method },
      }),
    },
    fresh: {
      async "/v1/charging_sessions"(api, given) {
        const ids = await freshSession(api, given);
        return { ids, body: bodyOf("charging_sessions", "/v1/charging_sessions", ids) };
      },
      async "/v1/charging_sessions/:charging_session/end"(api, given) {
        const ids = await freshSession(api, given);
        const charging_session = await created("charging_sessions")(api, ids);
        return { ids: { ...ids, charging_session }, body: {} };
      },
    },
  },
  transactions: {
    makes: {
      async transaction(api) {
        const { data } = await until(
          () => api.read("/v1/transactions?limit=1"),
          (page) => page.data.length > 0,
        );
        return String(data[0]?.["id"]);
      },
    },
    bodies: { "/v1/transactions/:transaction/refund": () => ({ amount: 1 }) },
    fresh: {
      async "/v1/transactions/:transaction/refund"(api, given) {
        const ids = await freshPayer(api, given);
        const made = await api.make("/v1/top_ups", bodyOf("top_ups", "/v1/top_ups", ids));
        return { ids: { ...ids, transaction: String(made["transaction"]) }, body: { amount: 1 } };
      },
    },
  },
  reports: {
    makes: { report: created("reports") },
    bodies: {
      "/v1/reports": ({ fleet }) => ({
        parameters: {
          ...{ type: "sessions", period_start: "2025-01-01T00:00:00Z" },
          period_end: "2025-04-01T00:00:00Z",
        },
        fleet,
      }),
    },
  },
  test_clocks: {
    makes: { test_clock: anyClock },
    bodies: {
      "/v1/test_clocks": () => ({ name: `Clock ${next()}` }),
      "/v1/test_clocks/:test_clock/advance": () => ({ by: "PT1S" }),
    },
    fresh: {
      // An account has at most one.
      async "/v1/test_clocks"(api, ids) {
        await api.delete(`/v1/test_clocks/${await anyClock(api)}`);
        return { ids, body: bodyOf("test_clocks", "/v1/test_clocks", ids) };
      },
      async "/v1/test_clocks/:test_clock/advance"(api, ids) {
        return { ids: { ...ids, test_clock: await anyClock(api) }, body: { by: "PT1S" } };
      },
    },
  },
  test_helpers: {
    bodies: {
      [atVirtual("plug_in")]: () => ({ connector: "a1", battery_level: 50 }),
      [atVirtual("unplug")]: () => ({ connector: "a1" }),
      [atVirtual("swipe_card")]: () => ({ connector: "a1", uid: `STRAY${next()}` }),
      [atVirtual("fault")]: () => ({ connector: "a1" }),
      [atVirtual("clear_fault")]: () => ({ connector: "a1" }),
      [atVirtual("set_driver")]: () => ({ automatic: true }),
    },
  },
  invoices: {
    makes: { invoice: created("invoices") },
    bodies: {
      "/v1/invoices": () => thisYear(),
      "/v1/invoices/:invoice": () => ({ description: next() }),
      "/v1/invoices/:invoice/pay": () => ({}),
    },
    fresh: {
      async "/v1/invoices/:invoice"(api, ids) {
        const invoice = await created("invoices")(api, ids);
        return { ids: { ...ids, invoice }, body: { description: next() } };
      },
      async "/v1/invoices/:invoice/finalize"(api, ids) {
        const invoice = await created("invoices")(api, ids);
        return { ids: { ...ids, invoice }, body: {} };
      },
      async "/v1/invoices/:invoice/pay"(api, ids) {
        const invoice = await openInvoice(api, await freshSession(api, ids));
        const payment_method = await created("payment_methods")(api, ids);
        return { ids: { ...ids, invoice }, body: { payment_method } };
      },
      async "/v1/invoices/:invoice/void"(api, ids) {
        const invoice = await openInvoice(api, await freshSession(api, ids));
        return { ids: { ...ids, invoice }, body: {} };
      },
    },
  },
  events: { makes: { event: newest("events") } },
};
