// A root that a charger shall trust (OCPP 2.0.1 part 2, use case M05).

import { X509Certificate } from "node:crypto";
import type { CommandAnswer, CommandParameters } from "../../../commands.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { installCertificate } from "../install_certificate.ts";
import { ask, invalid } from "./asking.ts";

const names = {
  central_system: "CSMSRootCertificate",
  manufacturer: "ManufacturerRootCertificate",
  v2g: "V2GRootCertificate",
  mobility_operator: "MORootCertificate",
} as const satisfies Record<CommandParameters["install_certificate"]["use"], string>;

/** What it is not told to trust by mistake: a key, half a file, nothing. */
const isCertificate = (pem: string): boolean => {
  if (/PRIVATE KEY/.test(pem)) return false;
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
};

export const install = async (
  scene: CommandScene,
  { parameters: { use, certificate } }: OrderOf<"install_certificate">,
): Promise<CommandAnswer> => {
  if (!isCertificate(certificate)) return invalid("certificate must be a certificate in PEM");
  return ask(scene, installCertificate, { certificateType: names[use], certificate });
};
