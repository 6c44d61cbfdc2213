// Reads `text/event-stream` (WHATWG HTML §9.2.6): bytes in, messages out. Reconnecting is
// event_stream.ts's.

export type Message = {
  /** The `event` field; "message" where there was none. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream gave, this message's or an earlier one's. */
  readonly id: string;
};

export type Heard = {
  /** Any bytes, also those of a keep-alive. */
  onBytes?(): void;
  /** An id that came without a message: the place to resume from. */
  onId?(id: string): void;
  /** Milliseconds that the platform wants to see between connections. */
  onRetry?(ms: number): void;
};

/** A message may not grow without end. */
const mostCharacters = 16 * 1024 * 1024;

/** Cuts text into lines, whatever ends them. */
class Lines {
  #rest = "";
  /** The text before ended with a CR; a LF that follows belongs to it. */
  #afterCr = false;

  take(text: string): string[] {
    const fresh = this.#afterCr && text.startsWith("\n") ? text.slice(1) : text;
    if (text !== "") this.#afterCr = text.endsWith("\r");
    const lines = (this.#rest + fresh).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() as string;
    if (this.#rest.length > mostCharacters) throw new Error("a line of the stream is too long");
    return lines;
  }
}

/** Puts lines together to messages. */
class Messages {
  #data: string[] = [];
  #size = 0;
  #event = "";
  #id: string;
  readonly #heard: Heard;

  constructor(lastId: string, heard: Heard) {
    this.#id = lastId;
    this.#heard = heard;
  }

  /** The message that this line ends, if it ends one. */
  line(line: string): Message | null {
    if (line === "") return this.#end();
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    this.#set(field, value);
    return null;
  }

  #set(field: string, value: string): void {
    if (field === "data") {
      this.#size += value.length;
      if (this.#size > mostCharacters) throw new Error("a message of the stream is too long");
      this.#data.push(value);
    } else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.#heard.onRetry?.(Number(value));
  }

  #end(): Message | null {
    const message = { event: this.#event || "message", data: this.#data.join("\n"), id: this.#id };
    const empty = this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    this.#size = 0;
    if (!empty) return message;
    this.#heard.onId?.(this.#id);
    return null;
  }
}

/** Messages of one connection; a half one at its end is dropped, as the standard has it. */
export async function* readMessages(
  body: ReadableStream<Uint8Array>,
  lastId: string,
  heard: Heard = {},
): AsyncGenerator<Message, void, undefined> {
  const lines = new Lines();
  const messages = new Messages(lastId, heard);
  // Takes off a byte order mark, and keeps a letter whose bytes come in two parts.
  const utf8 = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard.onBytes?.();
      for (const line of lines.take(utf8.decode(value, { stream: true }))) {
        const message = messages.line(line);
        if (message !== null) yield message;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
