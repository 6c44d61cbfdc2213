// The log: JSON lines by pino, with everything that must not be read by others struck out.
import { type DestinationStream, pino } from "pino";

export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

const hidden = [
  "authorization",
  "password",
  "secret",
  "number",
  "cvc",
  "iban",
  "account_number",
  "routing_number",
  "token",
  "key",
  "api_key",
];

export function openLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: "[hidden]",
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Swallows an error on purpose, loudly: it is logged with the reason why it may be passed over. */
export function passOver(log: Log, why: string): (error: unknown) => void {
  return (error) => log.warn({ err: error }, why);
}
