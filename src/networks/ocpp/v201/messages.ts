// Which messages of 2.0.1 there are: what chargers send us, and what we send them. Each is in the
// file of its name.

import { byAction, type Inbound, type Outbound } from "../message.ts";
import { authorize } from "./authorize.ts";
import { bootNotification } from "./boot_notification.ts";
import { cancelReservation } from "./cancel_reservation.ts";
import { certificateSigned } from "./certificate_signed.ts";
import { changeAvailability } from "./change_availability.ts";
import { clearCache } from "./clear_cache.ts";
import { clearChargingProfile } from "./clear_charging_profile.ts";
import { clearDisplayMessage } from "./clear_display_message.ts";
import { clearVariableMonitoring } from "./clear_variable_monitoring.ts";
import { clearedChargingLimit } from "./cleared_charging_limit.ts";
import { costUpdated } from "./cost_updated.ts";
import { customerInformation } from "./customer_information.ts";
import { dataTransfer, sendDataTransfer } from "./data_transfer.ts";
import { deleteCertificate } from "./delete_certificate.ts";
import { firmwareStatusNotification } from "./firmware_status_notification.ts";
import { get15118EvCertificate } from "./get_15118_ev_certificate.ts";
import { getBaseReport } from "./get_base_report.ts";
import { getCertificateStatus } from "./get_certificate_status.ts";
import { getChargingProfiles } from "./get_charging_profiles.ts";
import { getCompositeSchedule } from "./get_composite_schedule.ts";
import { getDisplayMessages } from "./get_display_messages.ts";
import { getInstalledCertificateIds } from "./get_installed_certificate_ids.ts";
import { getLocalListVersion } from "./get_local_list_version.ts";
import { getLog } from "./get_log.ts";
import { getMonitoringReport } from "./get_monitoring_report.ts";
import { getReport } from "./get_report.ts";
import { getTransactionStatus } from "./get_transaction_status.ts";
import { getVariables } from "./get_variables.ts";
import { heartbeat } from "./heartbeat.ts";
import { installCertificate } from "./install_certificate.ts";
import { logStatusNotification } from "./log_status_notification.ts";
import type { Scene } from "./message.ts";
import { meterValues } from "./meter_values.ts";
import { notifyChargingLimit } from "./notify_charging_limit.ts";
import { notifyCustomerInformation } from "./notify_customer_information.ts";
import { notifyDisplayMessages } from "./notify_display_messages.ts";
import { notifyEvChargingNeeds } from "./notify_ev_charging_needs.ts";
import { notifyEvChargingSchedule } from "./notify_ev_charging_schedule.ts";
import { notifyEvent } from "./notify_event.ts";
import { notifyMonitoringReport } from "./notify_monitoring_report.ts";
import { notifyReport } from "./notify_report.ts";
import { publishFirmware } from "./publish_firmware.ts";
import { publishFirmwareStatusNotification } from "./publish_firmware_status_notification.ts";
import { reportChargingProfiles } from "./report_charging_profiles.ts";
import { requestStartTransaction } from "./request_start_transaction.ts";
import { requestStopTransaction } from "./request_stop_transaction.ts";
import { reservationStatusUpdate } from "./reservation_status_update.ts";
import { reserveNow } from "./reserve_now.ts";
import { reset } from "./reset.ts";
import { securityEventNotification } from "./security_event_notification.ts";
import { sendLocalList } from "./send_local_list.ts";
import { setChargingProfile } from "./set_charging_profile.ts";
import { setDisplayMessage } from "./set_display_message.ts";
import { setMonitoringBase } from "./set_monitoring_base.ts";
import { setMonitoringLevel } from "./set_monitoring_level.ts";
import { setNetworkProfile } from "./set_network_profile.ts";
import { setVariableMonitoring } from "./set_variable_monitoring.ts";
import { setVariables } from "./set_variables.ts";
import { signCertificate } from "./sign_certificate.ts";
import { statusNotification } from "./status_notification.ts";
import { transactionEvent } from "./transaction_event.ts";
import { triggerMessage } from "./trigger_message.ts";
import { unlockConnector } from "./unlock_connector.ts";
import { unpublishFirmware } from "./unpublish_firmware.ts";
import { updateFirmware } from "./update_firmware.ts";

export const served = byAction<Inbound<Scene>>([
  // B provisioning, C authorisation, E transactions, G availability, H reservation, J metering
  ...[authorize, bootNotification, heartbeat, meterValues, notifyReport, transactionEvent],
  ...[reservationStatusUpdate, statusNotification],
  // A security, M certificates of ISO 15118
  ...[get15118EvCertificate, getCertificateStatus, securityEventNotification, signCertificate],
  // K smart charging
  ...[clearedChargingLimit, notifyChargingLimit, notifyEvChargingNeeds],
  ...[notifyEvChargingSchedule, reportChargingProfiles],
  // L firmware, N diagnostics, O display, P data transfer
  ...[firmwareStatusNotification, publishFirmwareStatusNotification],
  ...[logStatusNotification, notifyCustomerInformation, notifyEvent, notifyMonitoringReport],
  ...[notifyDisplayMessages, dataTransfer],
]);

export const sent = byAction<Outbound<unknown>>([
  // B provisioning
  ...[getBaseReport, getReport, getVariables, reset, setNetworkProfile, setVariables],
  // C authorisation, D local list, E transactions, F remote control
  ...[clearCache, getLocalListVersion, sendLocalList, getTransactionStatus],
  ...[requestStartTransaction, requestStopTransaction, triggerMessage, unlockConnector],
  // G availability, H reservation
  ...[changeAvailability, cancelReservation, reserveNow],
  // A security, M certificates of ISO 15118
  ...[certificateSigned, deleteCertificate, getInstalledCertificateIds, installCertificate],
  // I cost, K smart charging
  ...[costUpdated, clearChargingProfile, getChargingProfiles, getCompositeSchedule],
  setChargingProfile,
  // L firmware, N diagnostics
  ...[publishFirmware, unpublishFirmware, updateFirmware, getLog, customerInformation],
  ...[clearVariableMonitoring, getMonitoringReport, setMonitoringBase, setMonitoringLevel],
  setVariableMonitoring,
  // O display, P data transfer
  ...[clearDisplayMessage, getDisplayMessages, setDisplayMessage, sendDataTransfer],
]);
