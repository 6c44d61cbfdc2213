// Keeps what a charger told that an operator wants to know of.
import type { Work } from "../../../db/work.ts";
import { withoutChargerSecrets } from "../../../lib/charger_secrets.ts";
import { firstIdAt, newId } from "../../../lib/id.ts";
import type { Fact } from "../../../networks/fact.ts";
import * as store from "./store.ts";

type Notice = Extract<Fact, { kind: "notice" }>;

const mostDetail = 65_536;
const hourMs = 3_600_000;

export async function keep(work: Work, station: string, notice: Notice): Promise<void> {
  const { topic, severity, evse, at } = notice;
  const text = notice.text.replaceAll("\0", "").slice(0, 1000).toWellFormed();
  const words = JSON.stringify(withoutChargerSecrets(notice.detail)).replaceAll("\\u0000", "");
  const detail = words.length > mostDetail ? '{"truncated":true}' : words.toWellFormed();
  const graded = severity === null ? null : Math.min(9, Math.max(0, Math.round(severity)));
  const since = firstIdAt("ntc", work.realNow.getTime() - hourMs);
  await store.insert(work, [
    ...[station, newId("ntc", work.realNow), topic, graded, evse, text.trim() || topic, detail],
    ...[at, work.realNow, since],
  ]);
}
