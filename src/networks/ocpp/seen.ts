// What a trace is shown of the frames that go by: whose, when, and without passwords.

import type { Log, StationRef } from "../network.ts";
import type { FramePassed } from "./frame.ts";
import { redacted, storable } from "./redaction.ts";

/** A frame as a trace may keep it: passwords are taken out. */
export type FrameSeen = FramePassed & {
  readonly station: StationRef;
  /** The socket's own name, as in the fact `connected`. */
  readonly connection: string;
  readonly at: Date;
  /** As it went over the line. */
  readonly bytes: number;
};

/** Is called while the frame is being handled, so it must not take long. */
export type FrameListener = (frame: FrameSeen) => void;

/** A listener that fails must not take the charger's conversation with it. */
export const showTo = (listen: FrameListener, frame: Omit<FrameSeen, "bytes">, log: Log): void => {
  const messageId = frame.messageId === null ? null : storable(frame.messageId);
  const bytes = Buffer.byteLength(frame.text);
  try {
    listen({ ...frame, messageId, text: redacted(frame.text), bytes });
  } catch (cause) {
    log.error({ cause: String(cause) }, "frame listener failed");
  }
};
