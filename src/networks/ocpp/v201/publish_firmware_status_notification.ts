// PublishFirmwareStatusNotification, charger to platform (OCPP 2.0.1 part 2, §1.42; use case L03):
// how far a local controller is with firmware that its chargers shall fetch from it.

import { inbound, notice, Type, text } from "./message.ts";
import { progress, statuses } from "./progress.ts";

const { request, stageOf } = statuses({
  Idle: null,
  DownloadScheduled: "running",
  Downloading: "running",
  DownloadPaused: "running",
  Downloaded: "running",
  ChecksumVerified: "running",
  Published: "succeeded",
  DownloadFailed: "failed",
  InvalidChecksum: "failed",
  PublishFailed: "failed",
});

export const publishFirmwareStatusNotification = inbound(
  "PublishFirmwareStatusNotification",
  Type.Object({ ...request.properties, location: Type.Optional(Type.Array(text(512))) }),
  async (news, scene) => {
    await progress(scene, news.requestId, { stage: stageOf(news.status), payload: news });
    const where = news.location?.[0];
    const said = where === undefined ? news.status : `${news.status} at ${where}`;
    await notice(scene, { topic: "firmware", text: said, payload: news });
    return {};
  },
);
