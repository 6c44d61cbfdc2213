// SignCertificate, charger to platform (security whitepaper, A02): it has made a key and
// asks for a certificate. What was signed follows the answer as CertificateSigned.

import { answered } from "../message.ts";
import { certificateSigned } from "./certificate_signed.ts";
import { inbound, notice, type Scene, Type } from "./message.ts";

const request = Type.Object({ csr: Type.String() });

/** Null: nobody signs, or not this. An authority out of reach is asked again by the charger. */
const signed = async (csr: string, scene: Scene): Promise<string | null> => {
  const { station, signing } = scene;
  const identity = station.identity ?? station.id;
  try {
    const subject = { station, identity, serial: scene.serial(), use: "station" } as const;
    return (await signing?.sign(csr, subject)) ?? null;
  } catch {
    return null;
  }
};

const handOver = async (certificateChain: string, scene: Scene): Promise<void> => {
  const outcome = await scene.call(certificateSigned.action, { certificateChain });
  const status = answered(certificateSigned, outcome)?.status ?? outcome.kind;
  const text = `certificate handed over: ${status}`;
  const news = { topic: "certificate", text, payload: { status } } as const;
  await scene.inTurn(() => notice(scene, news));
};

export const signCertificate = inbound("SignCertificate", request, async ({ csr }, scene) => {
  const chain = await signed(csr, scene);
  if (chain === null) {
    const text = "a request for a certificate was refused";
    await notice(scene, { topic: "certificate", text, payload: { csr } });
    return { status: "Rejected" };
  }
  scene.afterwards(() => handOver(chain, scene));
  return { status: "Accepted" };
});
