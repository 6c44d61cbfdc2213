// The error object as OpenAPI shows it, and a refusal with some of its codes as a response. Pure.
import { type ErrorCode, errorCodes } from "../../lib/errors.ts";
import type { Json } from "./schemas.ts";

const word = (description: string, example: string): Json => ({
  ...{ type: "string", description, examples: [example] },
});

/** The error object of the contract (spec/samples/error.json). */
export const errorSchema: Json = {
  type: "object",
  required: ["code", "doc_url", "message", "object", "param", "request", "status", "type"],
  properties: {
    code: {
      ...{ type: "string", enum: Object.keys(errorCodes), description: "What went wrong." },
      examples: ["parameter_invalid"],
    },
    details: {
      type: ["object", "array"],
      items: { type: "object" },
      description: "Machine-readable reasons; only some codes carry them.",
      examples: [{ decline_code: "insufficient_funds" }],
    },
    doc_url: {
      ...{ type: "string", format: "uri", description: "Where the code is explained." },
      examples: ["https://charge.example.com/docs/errors#parameter_invalid"],
    },
    message: word(
      "What was wrong and what was expected.",
      'Invalid name: must not be empty, got "".',
    ),
    object: {
      ...{ const: "error", type: "string", description: "The kind of object." },
      examples: ["error"],
    },
    param: {
      type: ["string", "null"],
      description: "The parameter to blame, as a dotted path, or null.",
      examples: ["name"],
    },
    request: word("Id of the request.", "req_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd"),
    status: {
      ...{ type: "integer", minimum: 400, maximum: 599, description: "The HTTP status." },
      examples: [400],
    },
    type: {
      type: "string",
      enum: [...new Set(Object.values(errorCodes).map(({ type }) => type))],
      description: "The kind of error.",
      examples: ["invalid_request_error"],
    },
  },
  additionalProperties: false,
};

const codesText = (codes: readonly ErrorCode[]): string =>
  codes.map((code) => `\`${code}\`: ${errorCodes[code].about}`).join("\n\n");

/** A refusal with one of these codes. */
export const errorResponse = (codes: readonly ErrorCode[]): Json => ({
  description: codesText(codes),
  headers: {
    "Request-Id": { $ref: "#/components/headers/request_id" },
    "Charge-Version": { $ref: "#/components/headers/charge_version" },
    ...(codes.includes("rate_limit_exceeded")
      ? { "Retry-After": { $ref: "#/components/headers/retry_after" } }
      : {}),
  },
  content: {
    "application/json": {
      schema: {
        allOf: [
          { $ref: "#/components/schemas/error" },
          { type: "object", properties: { code: { enum: codes } } },
        ],
      },
    },
  },
});
