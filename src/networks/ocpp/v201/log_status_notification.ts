// LogStatusNotification, charger to platform (OCPP 2.0.1 part 2, §1.31; use case N01): how far the
// upload of a log is.

import { inbound, notice } from "./message.ts";
import { progress, statuses } from "./progress.ts";

const { request, stageOf } = statuses({
  Idle: null,
  Uploading: "running",
  Uploaded: "succeeded",
  UploadFailure: "failed",
  PermissionDenied: "failed",
  BadMessage: "failed",
  NotSupportedOperation: "failed",
  // A newer request has taken its place.
  AcceptedCanceled: "failed",
});

export const logStatusNotification = inbound(
  "LogStatusNotification",
  request,
  async (news, scene) => {
    await progress(scene, news.requestId, { stage: stageOf(news.status), payload: news });
    await notice(scene, { topic: "log", text: news.status, payload: news });
    return {};
  },
);
