// Files that go to and from a charger (OCPP 2.0.1 part 2, blocks L and N): it sets about it, and
// tells how far it is under the command's number.

import type { CommandAnswer } from "../../../commands.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { getLog } from "../get_log.ts";
import { updateFirmware } from "../update_firmware.ts";
import { ask, invalid } from "./asking.ts";

/** What was under way before is given up for it (L01.FR.24, N01.FR.20). */
const later = { accepted: ["Accepted", "AcceptedCanceled"], later: true };

/** Signed (L01) where it carries certificate and signature, else not (L02). */
export const update = async (
  scene: CommandScene,
  { number, parameters }: OrderOf<"update_firmware">,
): Promise<CommandAnswer> => {
  const { signing_certificate: signingCertificate, signature } = parameters;
  if ((signingCertificate === undefined) !== (signature === undefined)) {
    return invalid("signing_certificate and signature belong together");
  }
  const firmware = {
    location: parameters.location,
    retrieveDateTime: parameters.retrieve_at ?? scene.now().toISOString(),
    installDateTime: parameters.install_at,
    ...{ signingCertificate, signature },
  };
  const { retries, retry_interval: retryInterval } = parameters;
  const payload = { requestId: number, retries, retryInterval, firmware };
  return ask(scene, updateFirmware, payload, later);
};

const logTypes = { diagnostics: "DiagnosticsLog", security: "SecurityLog" } as const;

export const log = (
  scene: CommandScene,
  { number, parameters }: OrderOf<"get_log">,
): Promise<CommandAnswer> => {
  const { type, location: remoteLocation, oldest, latest } = parameters;
  const { retries, retry_interval: retryInterval } = parameters;
  const payload = {
    ...{ logType: logTypes[type], requestId: number, retries, retryInterval },
    log: { remoteLocation, oldestTimestamp: oldest, latestTimestamp: latest },
  };
  return ask(scene, getLog, payload, later);
};
