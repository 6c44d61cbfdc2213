// Requests that never become one: what the parser of HTTP refuses is answered with the error
// object too, as long as the connection still takes an answer.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal } from "../lib/errors.ts";
import { errorBody } from "./failure.ts";
import { hasAnswer } from "./plain_server.ts";

/** As node:http hands it over: a code of its parser, and the bytes that it choked on. */
export type ParserError = Error & { readonly code?: string; readonly rawPacket?: unknown };

const requestLine = /^[!-~]+ [!-~]+ HTTP\/1\.[01]\r?\n/;

type About = {
  readonly requestId: string;
  readonly publicUrl: string;
  /** Those that any endpoint has. */
  readonly methods: string;
  readonly requestTimeoutMs: number;
  /** Of the API, for the header. */
  readonly version: string;
};

function refusalOf({ code, rawPacket }: ParserError, { methods, requestTimeoutMs }: About) {
  if (code === "HPE_HEADER_OVERFLOW") {
    const message = "The URL and the headers together are larger than 16 KiB.";
    return new Refusal("headers_too_large", message, null, null);
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    const seconds = requestTimeoutMs / 1000;
    const message =
      "The request did not arrive in time: " +
      `${seconds / 4} s for the headers, ${seconds} s for all of it.`;
    return new Refusal("request_timeout", message, null, null);
  }
  const head = Buffer.isBuffer(rawPacket) ? rawPacket.toString("latin1", 0, 16_384) : "";
  if (code === "HPE_INVALID_METHOD" && requestLine.test(head)) {
    const message = `This method does not exist here; there are ${methods}.`;
    return new Refusal("method_not_allowed", message, null, null);
  }
  return new Refusal("request_invalid", "The request is not valid HTTP/1.1.", null, null);
}

/** Answers and hangs up. */
export function answerUnread(error: ParserError, socket: Duplex, about: About): void {
  const { requestId, publicUrl, methods, version } = about;
  if (error.code === "ECONNRESET" || !socket.writable || hasAnswer(socket)) {
    socket.destroy();
    return;
  }
  const body = errorBody(refusalOf(error, about), requestId, publicUrl);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
    `Request-Id: ${requestId}`,
    `Charge-Version: ${version}`,
    ...(body.status === 405 ? [`Allow: ${methods}`] : []),
    "Connection: close",
  ];
  // An answer to HEAD has no body.
  const bare =
    Buffer.isBuffer(error.rawPacket) && error.rawPacket.toString("latin1", 0, 5) === "HEAD ";
  socket.end(`${head.join("\r\n")}\r\n\r\n${bare ? "" : text}`);
}
