// Ends connections whose server fell silent without a word, as behind a network that swallows
// everything: what waits there fails then, instead of waiting as long as TCP does, a quarter of an
// hour.
import type pg from "pg";

export type Watched = {
  readonly client: pg.Client;
  /** An answer comes within this time: the server's own limit, and something for the way. */
  silentMs: number;
};

/** What pg's client is here. */
type Waiting = {
  _getActiveQuery(): unknown;
  readonly connection: {
    readonly stream: { readonly bytesRead: number; destroy(error: Error): void };
  };
};

const lookEveryMs = 500;

/** Looks at all of `lanes`, whoever comes and goes. Answers what ends it. */
export function watchSilence(lanes: Iterable<Watched>): () => void {
  /** Bytes that had come, and looks since; looks, for this process may stand still too. */
  const known = new WeakMap<Watched, { bytes: number; looks: number }>();
  const timer = setInterval(() => {
    for (const lane of lanes) {
      const { connection, ...client } = asWaiting(lane);
      const { bytesRead: bytes } = connection.stream;
      const before = known.get(lane);
      const silent = client.waits && before?.bytes === bytes;
      const looks = silent ? before.looks + 1 : 0;
      known.set(lane, { bytes, looks });
      if (silent && looks * lookEveryMs > lane.silentMs) {
        connection.stream.destroy(new Error("Connection terminated: the database fell silent"));
      }
    }
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

function asWaiting({ client }: Watched) {
  const waiting = client as unknown as Waiting;
  return { connection: waiting.connection, waits: waiting._getActiveQuery() != null };
}
