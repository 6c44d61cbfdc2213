// Which messages of 2.0.1 there are: what chargers send us, and what we send them. Each is in the
// file of its name.

import { byAction, type Inbound, type Outbound } from "../message.ts";
import { heartbeat } from "./heartbeat.ts";
import type { Scene } from "./message.ts";
import { securityEventNotification } from "./security_event_notification.ts";

export const served = byAction<Inbound<Scene>>([heartbeat, securityEventNotification]);

export const sent = byAction<Outbound<unknown>>([]);
