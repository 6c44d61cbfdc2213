// Get15118EVCertificate, charger to platform (OCPP 2.0.1 part 2, §1.16; use cases M01, M02): a car
// wants its contract certificate. What it asks and is answered is between it and who has its
// contract.

import { inbound, oneOf, Type, text } from "./message.ts";

const request = Type.Object({
  iso15118SchemaVersion: text(50),
  action: oneOf("Install", "Update"),
  exiRequest: text(5600),
});

const longestAnswer = 5600;

const failed = (reasonCode: string) => ({
  ...{ status: "Failed", exiResponse: "" },
  statusInfo: { reasonCode },
});

export const get15118EvCertificate = inbound(
  "Get15118EVCertificate",
  request,
  async ({ iso15118SchemaVersion: schema, action, exiRequest: exi }, scene) => {
    const { contracts } = scene.authority;
    if (contracts === null) return failed("NotEnabled");
    const order = { station: scene.station, action, schema, exi };
    const exiResponse = await contracts.exchange(order);
    if (exiResponse === null) return failed("NoCertificate");
    // Cut, it would be no certificate at all.
    if (exiResponse.length > longestAnswer) return failed("TooLarge");
    return { status: "Accepted", exiResponse };
  },
);
