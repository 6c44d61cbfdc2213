// Which messages of 1.6 there are: what chargers send us, and what we send them. Each is in the
// file of its name.

import { byAction, type Inbound, type Outbound } from "../message.ts";
import { authorize } from "./authorize.ts";
import { bootNotification } from "./boot_notification.ts";
import { cancelReservation } from "./cancel_reservation.ts";
import { changeAvailability } from "./change_availability.ts";
import { changeConfiguration } from "./change_configuration.ts";
import { clearCache } from "./clear_cache.ts";
import { dataTransfer, sendDataTransfer } from "./data_transfer.ts";
import { diagnosticsStatusNotification } from "./diagnostics_status_notification.ts";
import { firmwareStatusNotification } from "./firmware_status_notification.ts";
import { getConfiguration } from "./get_configuration.ts";
import { heartbeat } from "./heartbeat.ts";
import type { Scene } from "./message.ts";
import { meterValues } from "./meter_values.ts";
import { remoteStartTransaction } from "./remote_start_transaction.ts";
import { remoteStopTransaction } from "./remote_stop_transaction.ts";
import { reserveNow } from "./reserve_now.ts";
import { reset } from "./reset.ts";
import { startTransaction } from "./start_transaction.ts";
import { statusNotification } from "./status_notification.ts";
import { stopTransaction } from "./stop_transaction.ts";
import { triggerMessage } from "./trigger_message.ts";
import { unlockConnector } from "./unlock_connector.ts";

export const served = byAction<Inbound<Scene>>([
  ...[authorize, bootNotification, dataTransfer, diagnosticsStatusNotification],
  ...[firmwareStatusNotification, heartbeat, meterValues, startTransaction],
  ...[statusNotification, stopTransaction],
]);

export const sent = byAction<Outbound<unknown>>([
  ...[cancelReservation, changeAvailability, changeConfiguration, clearCache, getConfiguration],
  ...[remoteStartTransaction, remoteStopTransaction, reserveNow, reset, sendDataTransfer],
  ...[triggerMessage, unlockConnector],
]);
