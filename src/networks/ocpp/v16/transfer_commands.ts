// Having a charger fetch its firmware or upload its log: by the messages of the core (OCPP 1.6
// §5.9, §5.19) or by those of the security extension. How far it is, its notifications tell.

import { answered } from "../message.ts";
import { ask, type Command, type CommandScene, invalid, meaning, unsupported } from "./ask.ts";
import { hasExtension } from "./configuration.ts";
import { getDiagnostics } from "./get_diagnostics.ts";
import { getLog } from "./get_log.ts";
import { signedUpdateFirmware } from "./signed_update_firmware.ts";
import { updateFirmware } from "./update_firmware.ts";

type Order<Name extends "update_firmware" | "get_log"> = Parameters<Command<Name>>[1];

const begun = { accepted: ["Accepted", "AcceptedCanceled"], later: true };

type Again = {
  readonly retries?: number | undefined;
  readonly retry_interval?: number | undefined;
};

const again = ({ retries, retry_interval: retryInterval }: Again): object => ({
  ...(retries === undefined ? {} : { retries }),
  ...(retryInterval === undefined ? {} : { retryInterval }),
});

/** A signed update never becomes one that is not: what a signature keeps off would be let in. */
export const update: Command<"update_firmware"> = (scene, order) => {
  const { parameters, number } = order;
  const { location, signature, signing_certificate: signingCertificate } = parameters;
  const { retrieve_at: retrieveAt = scene.now().toISOString(), install_at: installAt } = parameters;
  if ((signature === undefined) !== (signingCertificate === undefined)) {
    return invalid("signature and signing_certificate belong together");
  }
  if (signature === undefined || signingCertificate === undefined) {
    if (installAt !== undefined) return invalid("install_at needs a signed update in OCPP 1.6");
    const payload = { location, retrieveDate: retrieveAt, ...again(parameters) };
    return ask(scene, updateFirmware, payload, begun);
  }
  const install = installAt === undefined ? {} : { installDateTime: installAt };
  const proof = { signingCertificate, signature };
  const firmware = { location, retrieveDateTime: retrieveAt, ...install, ...proof };
  const payload = { requestId: number, firmware, ...again(parameters) };
  return ask(scene, signedUpdateFirmware, payload, begun);
};

const byLog = (scene: CommandScene, { number, parameters }: Order<"get_log">) => {
  const { type, location, oldest, latest } = parameters;
  const log = {
    remoteLocation: location,
    ...(oldest === undefined ? {} : { oldestTimestamp: oldest }),
    ...(latest === undefined ? {} : { latestTimestamp: latest }),
  };
  const logType = type === "security" ? "SecurityLog" : "DiagnosticsLog";
  const payload = { logType, requestId: number, log, ...again(parameters) };
  return ask(scene, getLog, payload, begun);
};

const byDiagnostics = async (scene: CommandScene, { parameters }: Order<"get_log">) => {
  const { location, oldest, latest } = parameters;
  const outcome = await scene.call(getDiagnostics.action, {
    location,
    ...again(parameters),
    ...(oldest === undefined ? {} : { startTime: oldest }),
    ...(latest === undefined ? {} : { stopTime: latest }),
  });
  const answer = meaning(getDiagnostics, outcome, begun);
  if (answer.outcome !== "accepted") return answer;
  const name = answered(getDiagnostics, outcome)?.fileName ?? "";
  if (name !== "") return answer;
  return { ...answer, outcome: "rejected", reason: "the charger has nothing to upload" } as const;
};

/** By the message that the charger should know; by the other one if it does not. */
export const fetchLog: Command<"get_log"> = async (scene, order) => {
  if (order.parameters.type === "security") return byLog(scene, order);
  const ways = hasExtension(scene.known) ? [byLog, byDiagnostics] : [byDiagnostics, byLog];
  for (const way of ways) {
    const answer = await way(scene, order);
    if (answer.outcome !== "unsupported") return answer;
  }
  return unsupported("the charger uploads nothing");
};
