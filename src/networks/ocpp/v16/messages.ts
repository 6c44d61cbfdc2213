// Which messages of 1.6 there are: what chargers send us, and what we send them. Each is in the
// file of its name.

import { byAction, type Inbound, type Outbound } from "../message.ts";
import { authorize } from "./authorize.ts";
import { bootNotification } from "./boot_notification.ts";
import { cancelReservation } from "./cancel_reservation.ts";
import { certificateSigned } from "./certificate_signed.ts";
import { changeAvailability } from "./change_availability.ts";
import { changeConfiguration } from "./change_configuration.ts";
import { clearCache } from "./clear_cache.ts";
import { clearChargingProfile } from "./clear_charging_profile.ts";
import { dataTransfer, sendDataTransfer } from "./data_transfer.ts";
import { deleteCertificate } from "./delete_certificate.ts";
import { diagnosticsStatusNotification } from "./diagnostics_status_notification.ts";
import { extendedTriggerMessage } from "./extended_trigger_message.ts";
import { firmwareStatusNotification } from "./firmware_status_notification.ts";
import { getCompositeSchedule } from "./get_composite_schedule.ts";
import { getConfiguration } from "./get_configuration.ts";
import { getDiagnostics } from "./get_diagnostics.ts";
import { getInstalledCertificateIds } from "./get_installed_certificate_ids.ts";
import { getLocalListVersion } from "./get_local_list_version.ts";
import { getLog } from "./get_log.ts";
import { heartbeat } from "./heartbeat.ts";
import { installCertificate } from "./install_certificate.ts";
import { logStatusNotification } from "./log_status_notification.ts";
import type { Scene } from "./message.ts";
import { meterValues } from "./meter_values.ts";
import { remoteStartTransaction } from "./remote_start_transaction.ts";
import { remoteStopTransaction } from "./remote_stop_transaction.ts";
import { reserveNow } from "./reserve_now.ts";
import { reset } from "./reset.ts";
import { securityEventNotification } from "./security_event_notification.ts";
import { sendLocalList } from "./send_local_list.ts";
import { setChargingProfile } from "./set_charging_profile.ts";
import { signCertificate } from "./sign_certificate.ts";
import { signedFirmwareStatusNotification } from "./signed_firmware_status_notification.ts";
import { signedUpdateFirmware } from "./signed_update_firmware.ts";
import { startTransaction } from "./start_transaction.ts";
import { statusNotification } from "./status_notification.ts";
import { stopTransaction } from "./stop_transaction.ts";
import { triggerMessage } from "./trigger_message.ts";
import { unlockConnector } from "./unlock_connector.ts";
import { updateFirmware } from "./update_firmware.ts";

export const served = byAction<Inbound<Scene>>([
  ...[authorize, bootNotification, dataTransfer, diagnosticsStatusNotification],
  ...[firmwareStatusNotification, heartbeat, logStatusNotification, meterValues],
  ...[securityEventNotification, signCertificate, signedFirmwareStatusNotification],
  ...[startTransaction, statusNotification, stopTransaction],
]);

export const sent = byAction<Outbound<unknown>>([
  ...[cancelReservation, certificateSigned, changeAvailability, changeConfiguration],
  ...[clearCache, clearChargingProfile, sendDataTransfer, deleteCertificate],
  ...[extendedTriggerMessage, getCompositeSchedule, getConfiguration, getDiagnostics],
  ...[getInstalledCertificateIds, getLocalListVersion, getLog, installCertificate],
  ...[remoteStartTransaction, remoteStopTransaction, reserveNow, reset, sendLocalList],
  ...[setChargingProfile, signedUpdateFirmware, triggerMessage, unlockConnector],
  ...[updateFirmware],
]);
