// DataTransfer (OCPP 1.6 §4.3, §5.6): vendors' own messages, of which we know none; and what
// an operator has us send.

import { inbound, notice, oneOf, outbound, Type, text } from "./message.ts";

const request = Type.Object({
  vendorId: text(255),
  messageId: Type.Optional(text(50)),
  data: Type.Optional(Type.String()),
});

/** What vendors say to their own platforms is not understood here; somebody may want to know. */
export const dataTransfer = inbound("DataTransfer", request, async (transfer, scene) => {
  const { vendorId, messageId = "" } = transfer;
  const text = `${vendorId} ${messageId}`.trim();
  await notice(scene, { topic: "data_transfer", text, payload: transfer });
  return { status: "UnknownVendorId" };
});

export const sendDataTransfer = outbound(
  "DataTransfer",
  request,
  Type.Object({
    status: oneOf("Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"),
    data: Type.Optional(Type.String()),
  }),
);
