// NotifyDisplayMessages, charger to platform (OCPP 2.0.1 part 2, §1.35; use cases O03, O04): what
// it shows, in parts.

import { inbound, notice, Type } from "./message.ts";
import { progress, stageOf } from "./progress.ts";

const shown = Type.Object({
  id: Type.Integer(),
  message: Type.Object({ content: Type.String() }),
});

const request = Type.Object({
  messageInfo: Type.Optional(Type.Array(shown)),
  requestId: Type.Integer(),
  tbc: Type.Optional(Type.Boolean()),
});

export const notifyDisplayMessages = inbound(
  "NotifyDisplayMessages",
  request,
  async (report, scene) => {
    await progress(scene, report.requestId, { stage: stageOf(report), payload: report });
    const contents = (report.messageInfo ?? []).map(
      ({ id, message }) => `${id}: ${message.content}`,
    );
    const text = contents.join("; ") || "No message";
    await notice(scene, { topic: "display_message", text, payload: report });
    return {};
  },
);
