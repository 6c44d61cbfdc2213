// GetCertificateStatus, charger to platform (OCPP 2.0.1 part 2, §1.18; use case M06): does a
// certificate still hold? The answer of who issued it is passed on as it is.

import { certificateQuery } from "./certificate_hash.ts";
import { inbound, Type } from "./message.ts";

const request = Type.Object({ ocspRequestData: certificateQuery() });

const longestAnswer = 5500;

export const getCertificateStatus = inbound(
  "GetCertificateStatus",
  request,
  async ({ ocspRequestData: query }, scene) => {
    const found = (await scene.authority.standing?.ask(query)) ?? null;
    if (found === null || found.response.length > longestAnswer) return { status: "Failed" };
    return { status: "Accepted", ocspResult: found.response };
  },
);
