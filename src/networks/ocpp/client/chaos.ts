// What goes wrong at chargers in the field, at random moments: lines that break, words that are no
// words, messages that come twice, answers that take long. Seeded, so that a bad day can be seen
// again.

import type { ChargePointClient } from "./point.ts";

export type Random = () => number;

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const nonsense = [
  "",
  "hello",
  "{}",
  "[]",
  "[2]",
  '[2,"chaos-1","Heartbeat"',
  '[2,"chaos-2","MakeCoffee",{}]',
  '[2,"chaos-3","MeterValues",{"connectorId":"one"}]',
  '[2,"chaos-4","StatusNotification",{"connectorId":1,"errorCode":7,"status":[]}]',
  '[3,"nobody-asked",{"status":"Accepted"}]',
  '[4,"nobody-asked","InternalError","",{}]',
  `[2,"chaos-5","DataTransfer",{"vendorId":"chaos","data":"${"x".repeat(5_000)}"}]`,
] as const;

/** Half of the chargers have a right clock; the others are minutes to hours off. */
export const skewOf = (random: Random): number =>
  random() < 0.5 ? 0 : Math.round((random() - 0.5) * 6 * 3_600_000);

/** One thing goes wrong. Answers what it was. */
export function mischief(point: ChargePointClient, random: Random): string {
  const deeds: readonly (readonly [string, () => void])[] = [
    ["line", () => point.drop(500 + random() * 15_000)],
    ["nonsense", () => point.babble(nonsense[Math.floor(random() * nonsense.length)] as string)],
    ["twice", () => point.sayAgain()],
    [
      "slow",
      () => {
        point.slowMs = Math.round(random() * 8_000);
      },
    ],
    [
      "awake",
      () => {
        point.slowMs = 0;
      },
    ],
  ];
  const [name, deed] = deeds[Math.floor(random() * deeds.length)] as (typeof deeds)[number];
  deed();
  return name;
}
