// DataTransfer, both ways (OCPP 2.0.1 part 2, §1.13; use cases P01 to the charger, P02 from it):
// vendors' own messages. We know none by ourselves; what comes is kept for people to read.

import { inbound, notice, oneOf, outbound, statusInfo, Type, text } from "./message.ts";

const request = Type.Object({
  vendorId: text(255),
  messageId: Type.Optional(text(50)),
  /** Anything at all (§1.13.1, anyType). */
  data: Type.Optional(Type.Unknown()),
});

export const dataTransfer = inbound("DataTransfer", request, async (message, scene) => {
  const { vendorId, messageId } = message;
  const said = messageId === undefined ? vendorId : `${vendorId}: ${messageId}`;
  await notice(scene, { topic: "data_transfer", text: said, payload: message });
  return { status: "UnknownVendorId" };
});

export const sendDataTransfer = outbound(
  "DataTransfer",
  request,
  Type.Object({
    status: oneOf("Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"),
    statusInfo: Type.Optional(statusInfo()),
    data: Type.Optional(Type.Unknown()),
  }),
);
