// What the status words of updates and uploads mean for the command that set them off (OCPP 1.6
// §4.4, §4.5; security whitepaper L01, N01).

import type { CommandMeant, NoticeTopic } from "../../fact.ts";
import { kept } from "../message.ts";
import { notice, type Scene } from "./message.ts";

type Status = "running" | "succeeded" | "failed";

/** Idle is said by who was asked and does nothing: of no command. */
const statuses: ReadonlyMap<string, Status> = new Map([
  ["Downloaded", "running"],
  ["DownloadFailed", "failed"],
  ["Downloading", "running"],
  ["DownloadPaused", "running"],
  ["DownloadScheduled", "running"],
  ["InstallationFailed", "failed"],
  ["Installed", "succeeded"],
  ["Installing", "running"],
  ["InstallRebooting", "running"],
  ["InstallScheduled", "running"],
  ["InstallVerificationFailed", "failed"],
  ["InvalidSignature", "failed"],
  ["SignatureVerified", "running"],
  ["BadMessage", "failed"],
  ["NotSupportedOperation", "failed"],
  ["PermissionDenied", "failed"],
  ["Uploaded", "succeeded"],
  ["UploadFailed", "failed"],
  ["UploadFailure", "failed"],
  ["Uploading", "running"],
]);

type Progress = {
  readonly topic: NoticeTopic;
  readonly name: "update_firmware" | "get_log";
  readonly payload: { readonly status: string; readonly requestId?: number };
};

const meant = ({ name, payload: { requestId } }: Progress): CommandMeant =>
  requestId === undefined || requestId < 1 ? { number: null, name } : { number: requestId };

export const tellProgress = async (scene: Scene, progress: Progress): Promise<void> => {
  const { topic, payload } = progress;
  const status = statuses.get(payload.status);
  await notice(scene, { topic, text: payload.status, payload });
  if (status === undefined) return;
  const told = { status, detail: kept(payload), ...meant(progress) };
  await scene.host.tell(scene.station, { kind: "command_progress", ...told });
};
