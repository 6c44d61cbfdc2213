// SignCertificate, charger to platform (OCPP 2.0.1 part 2, §1.58; use cases A02, A03): please sign
// this request. The certificate goes out on its own, after the answer (CertificateSigned).

import type { CertificateUse } from "../authority.ts";
import { answered } from "../message.ts";
import { signedUse } from "./certificate_hash.ts";
import { certificateSigned } from "./certificate_signed.ts";
import { inbound, notice, type Scene, type Static, Type, text } from "./message.ts";

const request = Type.Object({
  csr: text(5500),
  certificateType: Type.Optional(signedUse()),
});

type Asked = Static<typeof request>;

const useOf = ({ certificateType }: Asked): CertificateUse =>
  certificateType === "V2GCertificate" ? "v2g" : "station";

/** Kept are words: the request's subject is nobody's business, the key of it never was here. */
const keep = (scene: Scene, asked: Asked, said: string): Promise<void> => {
  const payload = { certificateType: asked.certificateType ?? "ChargingStationCertificate" };
  return notice(scene, { topic: "certificate", text: said, payload });
};

const deliver = async (scene: Scene, asked: Asked, certificateChain: string): Promise<void> => {
  const { certificateType } = asked;
  const outcome = await scene.call(certificateSigned.action, { certificateChain, certificateType });
  const status = answered(certificateSigned, outcome)?.status;
  const why = status ?? (outcome.kind === "error" ? outcome.code : outcome.kind);
  const accepted = status === "Accepted";
  const said = accepted ? "A new certificate is in use" : `The new certificate is refused: ${why}`;
  await scene.inTurn(() => keep(scene, asked, said));
};

export const signCertificate = inbound("SignCertificate", request, async (asked, scene) => {
  const { authority, station } = scene;
  if (authority.signing === null) {
    await keep(scene, asked, "No certificate: no authority signs here");
    return { status: "Rejected", statusInfo: { reasonCode: "NotEnabled" } };
  }
  const identity = station.identity ?? station.id;
  const subject = { station, identity, serial: scene.serial(), use: useOf(asked) };
  const chain = await authority.signing.sign(asked.csr, subject);
  if (chain === null) {
    await keep(scene, asked, "No certificate: the authority refused the request");
    return { status: "Rejected", statusInfo: { reasonCode: "InvalidCSR" } };
  }
  scene.afterwards(() => deliver(scene, asked, chain));
  return { status: "Accepted" };
});
