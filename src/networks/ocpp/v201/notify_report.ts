// NotifyReport, charger to platform (OCPP 2.0.1 part 2; use cases B07, B08): one part of the
// device model that was asked for. Parts are numbered from 0 and say whether more are to come.

import { inbound, type Scene, type Static, Type, timestamp, toDate } from "./message.ts";
import { connectorOf, tellStatus } from "./status_notification.ts";
import { component, variable, variableOf } from "./variables.ts";

/** The number of reports that nobody's command asked for. */
export const ownReport = 2_147_483_647;

const attribute = Type.Object({
  type: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
  mutability: Type.Optional(Type.String()),
});

const entry = Type.Object({
  component: component(),
  variable: variable(),
  variableAttribute: Type.Array(attribute),
  variableCharacteristics: Type.Optional(Type.Object({})),
});

const request = Type.Object({
  requestId: Type.Integer(),
  generatedAt: timestamp(),
  seqNo: Type.Integer(),
  tbc: Type.Optional(Type.Boolean()),
  reportData: Type.Optional(Type.Array(entry)),
});

type Report = Static<typeof request>;

const variablesIn = ({ reportData = [] }: Report) =>
  reportData.flatMap((one) =>
    one.variableAttribute.map((each) => variableOf(one, each, one.variableCharacteristics ?? null)),
  );

/**
 * What a connector is like stands in reports, too. Believed where nothing else was heard of it: in
 * many a device model it is what it was when the charger started.
 */
const tellStates = async ({ reportData = [], generatedAt }: Report, scene: Scene) => {
  for (const one of reportData) {
    const whose = connectorOf(one);
    const { value: word } =
      one.variableAttribute.find(({ type = "Actual" }) => type === "Actual") ?? {};
    if (whose === null || word === undefined) continue;
    if (scene.connectors.knows(whose.evse, whose.connector)) continue;
    await tellStatus(scene, { ...whose, word, at: toDate(generatedAt) });
  }
};

const tellProgress = async (report: Report, scene: Scene): Promise<void> => {
  const { requestId: number, seqNo, tbc = false } = report;
  const received = scene.reported(number);
  if (number === ownReport || number < 1) return;
  const detail = { parts_received: received, last_part: seqNo };
  const status = tbc ? "running" : "succeeded";
  await scene.host.tell(scene.station, { kind: "command_progress", number, status, detail });
};

export const notifyReport = inbound("NotifyReport", request, async (report, scene) => {
  const variables = variablesIn(report);
  if (variables.length > 0) {
    const at = toDate(report.generatedAt);
    await scene.host.tell(scene.station, { kind: "variables", variables, at });
  }
  await tellStates(report, scene);
  await tellProgress(report, scene);
  return {};
});
