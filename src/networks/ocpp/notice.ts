// How a conversation tells what an operator may want to know of, in the charger's own words.

import type { NoticeTopic } from "../fact.ts";
import type { NetworkHost, StationRef } from "../network.ts";
import { kept, shortened } from "./message.ts";
import { toDate } from "./schema.ts";

export type News = {
  readonly topic: NoticeTopic;
  readonly text: string;
  readonly payload: object;
  readonly severity?: number;
  readonly evse?: number;
  /** As the charger wrote it; the moment of receipt where it wrote none. */
  readonly at?: string;
};

type Teller = {
  readonly station: StationRef;
  readonly host: NetworkHost;
  readonly now: () => Date;
};

const mostEvses = 9_999;

/** 0 is the station as a whole; other integers fit the schemas all the same. */
const placeOf = ({ evse = 0 }: News): number | null =>
  evse >= 1 && evse <= mostEvses ? evse : null;

export const notice = async ({ host, station, now }: Teller, news: News): Promise<void> => {
  const { topic, payload, severity = null } = news;
  const at = news.at === undefined ? now() : toDate(news.at);
  const said = { text: shortened(news.text), detail: kept(payload), at };
  await host.tell(station, { kind: "notice", topic, severity, evse: placeOf(news), ...said });
};
