// DataTransfer (OCPP 1.6 §4.3, §5.6): vendors' own messages, of which we know none; and ours.

import { inbound, outbound, statusOf, Type, text } from "./message.ts";

const request = Type.Object({
  vendorId: text(255),
  messageId: Type.Optional(text(50)),
  data: Type.Optional(Type.String()),
});

export const dataTransfer = inbound("DataTransfer", request, async () => ({
  status: "UnknownVendorId",
}));

export const sendDataTransfer = outbound(
  "DataTransfer",
  request,
  statusOf("Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"),
);
