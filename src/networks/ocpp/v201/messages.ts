// Which messages of 2.0.1 there are: what chargers send us, and what we send them. Each is in the
// file of its name.

import { byAction, type Inbound, type Outbound } from "../message.ts";
import { authorize } from "./authorize.ts";
import { bootNotification } from "./boot_notification.ts";
import { cancelReservation } from "./cancel_reservation.ts";
import { changeAvailability } from "./change_availability.ts";
import { clearCache } from "./clear_cache.ts";
import { getBaseReport } from "./get_base_report.ts";
import { getLocalListVersion } from "./get_local_list_version.ts";
import { getReport } from "./get_report.ts";
import { getTransactionStatus } from "./get_transaction_status.ts";
import { getVariables } from "./get_variables.ts";
import { heartbeat } from "./heartbeat.ts";
import type { Scene } from "./message.ts";
import { meterValues } from "./meter_values.ts";
import { notifyReport } from "./notify_report.ts";
import { requestStartTransaction } from "./request_start_transaction.ts";
import { requestStopTransaction } from "./request_stop_transaction.ts";
import { reservationStatusUpdate } from "./reservation_status_update.ts";
import { reserveNow } from "./reserve_now.ts";
import { reset } from "./reset.ts";
import { securityEventNotification } from "./security_event_notification.ts";
import { sendLocalList } from "./send_local_list.ts";
import { setNetworkProfile } from "./set_network_profile.ts";
import { setVariables } from "./set_variables.ts";
import { statusNotification } from "./status_notification.ts";
import { transactionEvent } from "./transaction_event.ts";
import { triggerMessage } from "./trigger_message.ts";
import { unlockConnector } from "./unlock_connector.ts";

export const served = byAction<Inbound<Scene>>([
  authorize,
  bootNotification,
  heartbeat,
  meterValues,
  notifyReport,
  reservationStatusUpdate,
  securityEventNotification,
  statusNotification,
  transactionEvent,
]);

export const sent = byAction<Outbound<unknown>>([
  cancelReservation,
  changeAvailability,
  clearCache,
  getBaseReport,
  getLocalListVersion,
  getReport,
  getTransactionStatus,
  getVariables,
  requestStartTransaction,
  requestStopTransaction,
  reserveNow,
  reset,
  sendLocalList,
  setNetworkProfile,
  setVariables,
  triggerMessage,
  unlockConnector,
]);
