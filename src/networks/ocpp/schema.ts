// The door to JSON Schema for OCPP: messages are TypeBox objects, checked by Ajv, and what does not
// fit becomes the protocol's own error. Unknown properties pass: chargers add their own.

import { Ajv, type ValidateFunction } from "ajv";
import Type, { type Static, type TSchema } from "typebox";
import { RpcError, type RpcErrorCode } from "./frame.ts";

export { type Static, type TSchema, Type };

/** ISO 8601. Chargers leave out the zone; OCPP 1.6 §3.14 wants UTC, so that is what they mean. */
const timestampShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;
const zoneShape = /(Z|[+-]\d\d:?\d\d)$/;

const ajv = new Ajv({ strict: false });
export const toDate = (text: string): Date => new Date(zoneShape.test(text) ? text : `${text}Z`);

export const isTimestamp = (text: string): boolean =>
  timestampShape.test(text) && !Number.isNaN(toDate(text).getTime());
ajv.addFormat("timestamp", isTimestamp);

export const text = (maxLength: number) => Type.String({ maxLength });
export const timestamp = () => Type.String({ format: "timestamp" });
export const oneOf = <const T extends string>(...values: T[]) =>
  Type.Unsafe<T>({ type: "string", enum: values });

/**
 * Tenths, as limits of charging profiles are. Ajv's own `multipleOf` divides doubles and would
 * refuse 8.1, so the check is done on the decimal text.
 */
export const tenths = () => Type.Unsafe<number>({ type: "number", tenths: true });
ajv.addKeyword({
  keyword: "tenths",
  type: "number",
  validate: (_: boolean, value: number) => /^-?\d+(\.\d)?$/.test(String(value)),
});

const occurrences: ReadonlySet<string> = new Set(["required", "minItems", "maxItems"]);

/** Which error says that a rule of JSON Schema is broken at a place (1.6J table 7). */
export const codeOf = (path: string, keyword: string): RpcErrorCode => {
  if (keyword === "additionalProperties") return "FormationViolation";
  if (keyword === "type") return path === "" ? "FormationViolation" : "TypeConstraintViolation";
  return occurrences.has(keyword) ? "OccurenceConstraintViolation" : "PropertyConstraintViolation";
};

/** A checker that answers the payload as its type, or throws the protocol's error. */
export const checker = <S extends TSchema>(schema: S): ((payload: unknown) => Static<S>) => {
  let compiled: ValidateFunction<Static<S>> | null = null;
  return (payload) => {
    // With the first message of its kind: a hundred schemas would hold up the start.
    compiled ??= ajv.compile<Static<S>>(schema);
    const validate = compiled;
    if (validate(payload)) return payload;
    const error = validate.errors?.[0];
    if (error === undefined) throw new RpcError("GenericError", "payload does not fit");
    const { instancePath: path, keyword, message } = error;
    throw new RpcError(codeOf(path, keyword), `${path} ${message}`.trim());
  };
};
