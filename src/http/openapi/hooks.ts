// What webhook endpoints receive, as the OpenAPI document shows it: one entry per event type, with
// the object that it carries and the headers that prove where it comes from. Pure.
import type { Resource } from "../resource.ts";
import type { Components, Json } from "./schemas.ts";

const header = (name: string, description: string, example: string): Json => ({
  ...{ name, in: "header", required: true, description },
  ...{ schema: { type: "string" }, example },
});

const messageId = "evt_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd";

const headers: readonly Json[] = [
  header(
    "Charge-Signature",
    "Time of sending and HMAC-SHA-256 (hex), with the endpoint's secret, over the time, a dot " +
      "and the raw body. While a secret is rolled there is one `v1` for each.",
    "t=2026-04-01T00:36:43.890Z," +
      "v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
  ),
  header("webhook-id", "The event's id: the same in every attempt.", messageId),
  header("webhook-timestamp", "Time of sending, in seconds since 1970.", "1775003803"),
  header(
    "webhook-signature",
    "The signature as Standard Webhooks define it: `v1,` and the HMAC in base64.",
    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  ),
];

export function webhooksOf(resources: readonly Resource[], components: Components): Json {
  const announced = resources.flatMap((one) => one.announces);
  return Object.fromEntries(
    announced.map(({ type, object, about }) => [type, { post: hook(type, object, about) }]),
  );

  function hook(type: string, object: string, about: string): Json {
    const shown = object in components.all ? { $ref: `#/components/schemas/${object}` } : {};
    const own = {
      type: "object",
      properties: {
        type: { const: type },
        data: { type: "object", properties: { object: shown } },
      },
    };
    return {
      operationId: `webhook_${type.replaceAll(".", "_")}`,
      tags: ["webhook_endpoints"],
      summary: about,
      security: [],
      parameters: headers,
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: { allOf: [{ $ref: "#/components/schemas/event" }, own] },
          },
        },
      },
      responses: {
        200: { description: "Received. 201, 202 and 204 do as well." },
        default: { description: "Not received: the delivery is tried again, ever less often." },
      },
    };
  }
}
