// A message on a charger's display (part 2, MessageInfoType).

import { oneOf, Type, text, timestamp } from "./message.ts";
import { component } from "./monitored.ts";

export const priority = () => oneOf("AlwaysFront", "InFront", "NormalCycle");
export const displayState = () => oneOf("Charging", "Faulted", "Idle", "Unavailable");

export const messageContent = () =>
  Type.Object({
    format: oneOf("ASCII", "HTML", "URI", "UTF8"),
    language: Type.Optional(text(8)),
    content: text(512),
  });

export const messageInfo = () =>
  Type.Object({
    id: Type.Integer(),
    priority: priority(),
    state: Type.Optional(displayState()),
    startDateTime: Type.Optional(timestamp()),
    endDateTime: Type.Optional(timestamp()),
    transactionId: Type.Optional(text(36)),
    message: messageContent(),
    display: Type.Optional(component()),
  });
