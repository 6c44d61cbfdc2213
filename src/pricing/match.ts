// Which price components apply at one moment of a session: for each dimension the first element
// of the tariff whose restrictions hold (OCPI 2.2.1 mod_tariffs). Moments are the walk's affair.

import { localParts } from "../lib/zones.ts";
import type { Component, Condition, Rules } from "./compile.ts";
import type { Dimension } from "./tariff.ts";

/** What restrictions ask about. */
export type Moment = {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Energy and time since the session's start. */
  readonly wh: number;
  readonly ms: number;
  readonly powerW: number;
  readonly milliamps: number;
};

export type Active = Readonly<Record<Dimension, Component | null>>;

type Clock = { readonly minute: number; readonly day: number; readonly weekday: number };

export function match(rules: Rules, moment: Moment, zone: string): Active {
  const clock = rules.minutes.length === 0 ? anyTime : clockAt(zone, moment.at);
  const active: Record<Dimension, Component | null> = {
    ENERGY: null,
    TIME: null,
    PARKING_TIME: null,
    FLAT: null,
  };
  for (const { condition, components } of rules.elements) {
    if (condition !== null && !holds(condition, moment, clock)) continue;
    for (const component of components) active[component.type] ??= component;
  }
  return active;
}

/** Never looked at: no element of the tariff has a time, date or day. */
const anyTime: Clock = { minute: 0, day: 0, weekday: 0 };

function clockAt(zone: string, at: number): Clock {
  const local = localParts(zone, at);
  return {
    minute: local.hour * 60 + local.minute,
    day: Date.UTC(local.year, local.month - 1, local.day) / 86_400_000,
    weekday: local.weekday,
  };
}

function holds(c: Condition, moment: Moment, clock: Clock): boolean {
  return (
    moment.wh >= c.minWh &&
    moment.wh < c.maxWh &&
    moment.ms >= c.minMs &&
    moment.ms < c.maxMs &&
    moment.powerW >= c.minW &&
    moment.powerW < c.maxW &&
    moment.milliamps >= c.minMilliamps &&
    moment.milliamps < c.maxMilliamps &&
    clock.day >= c.startDay &&
    clock.day < c.endDay &&
    (c.days === null || c.days[clock.weekday] === true) &&
    inWindow(c.startMinute, c.endMinute, clock.minute)
  );
}

function inWindow(start: number, end: number, minute: number): boolean {
  if (start < end) return minute >= start && minute < end;
  return minute >= start || minute < end;
}
