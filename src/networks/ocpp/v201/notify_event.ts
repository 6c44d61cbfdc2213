// NotifyEvent, charger to platform (OCPP 2.0.1 part 2, §1.38; use cases N07, N08, G05 for a lock
// that fails, and G01 for the state of a connector): a monitor has something to say.

import { inbound, type News, notice, type Static, Type, timestamp, toDate } from "./message.ts";
import { component, nameOf, variable } from "./monitored.ts";
import { connectorOf, tellStatus } from "./status_notification.ts";

const event = Type.Object({
  eventId: Type.Integer(),
  timestamp: timestamp(),
  trigger: Type.String(),
  actualValue: Type.String(),
  techCode: Type.Optional(Type.String()),
  techInfo: Type.Optional(Type.String()),
  cleared: Type.Optional(Type.Boolean()),
  component: component(),
  variable: variable(),
});

const request = Type.Object({
  generatedAt: timestamp(),
  seqNo: Type.Integer(),
  eventData: Type.Array(event, { minItems: 1 }),
});

/** How grave it is stands with the monitor, not in the event. */
const newsOf = (one: Static<typeof event>): News => {
  const { component: at, actualValue: value, techCode = "", techInfo = "" } = one;
  const words = [
    `${nameOf(one)} = ${value}`,
    one.cleared === true ? "is over" : "",
    `${techCode} ${techInfo}`.trim(),
  ];
  const text = words.filter(Boolean).join(", ");
  const where = at.evse === undefined ? {} : { evse: at.evse.id };
  return { topic: "monitoring", text, payload: one, at: one.timestamp, ...where };
};

export const notifyEvent = inbound("NotifyEvent", request, async ({ eventData }, scene) => {
  for (const one of eventData) {
    const whose = connectorOf(one);
    if (whose === null) await notice(scene, newsOf(one));
    else await tellStatus(scene, { ...whose, word: one.actualValue, at: toDate(one.timestamp) });
  }
  return {};
});
