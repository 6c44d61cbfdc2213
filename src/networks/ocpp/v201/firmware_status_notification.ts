// FirmwareStatusNotification, charger to platform (OCPP 2.0.1 part 2, §1.15; use cases L01, L02):
// how far an update is.

import { inbound, notice } from "./message.ts";
import { progress, statuses } from "./progress.ts";

const { request, stageOf } = statuses({
  Idle: null,
  DownloadScheduled: "running",
  Downloading: "running",
  DownloadPaused: "running",
  Downloaded: "running",
  SignatureVerified: "running",
  InstallScheduled: "running",
  Installing: "running",
  InstallRebooting: "running",
  Installed: "succeeded",
  DownloadFailed: "failed",
  InvalidSignature: "failed",
  InstallationFailed: "failed",
  InstallVerificationFailed: "failed",
});

export const firmwareStatusNotification = inbound(
  "FirmwareStatusNotification",
  request,
  async (news, scene) => {
    await progress(scene, news.requestId, { stage: stageOf(news.status), payload: news });
    await notice(scene, { topic: "firmware", text: news.status, payload: news });
    return {};
  },
);
