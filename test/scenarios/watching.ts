// Speaks with a server that can be told at which commit to die (mortal_server.ts).
import type { ServerProcess } from "../server.ts";
import type { CommitPoint, Death, News } from "./mortal_server.ts";

/** Tells the server where to die (null: only to count), and hears of its commits. */
export async function watch(server: ServerProcess, death: Death | null): Promise<CommitPoint[]> {
  const points: CommitPoint[] = [];
  const watching = new Promise<void>((resolve) => {
    server.child.on("message", (news: News) => {
      if ("watching" in news) resolve();
      else points.push(news.committed);
    });
  });
  server.child.send({ watch: death });
  await watching;
  return points;
}
