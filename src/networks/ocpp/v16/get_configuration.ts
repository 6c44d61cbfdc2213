// GetConfiguration, platform to charger (OCPP 1.6 §5.8): asks for some or all of its keys.

import { outbound, Type, text } from "./message.ts";

const entry = Type.Object({
  key: text(50),
  readonly: Type.Boolean(),
  value: Type.Optional(text(500)),
});

export const getConfiguration = outbound(
  "GetConfiguration",
  Type.Object({ key: Type.Optional(Type.Array(text(50))) }),
  Type.Object({
    configurationKey: Type.Optional(Type.Array(entry)),
    unknownKey: Type.Optional(Type.Array(text(50))),
  }),
);
