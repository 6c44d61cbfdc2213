// The variables of a test charge point of OCPP 2.0.1, as its platform asks for and sets them.

type Named = { readonly name: string; readonly instance?: string };
type Place = { readonly component: Named; readonly variable: Named };
type ToSet = Place & { readonly attributeValue: string };

const keyOf = (component: string, variable: string, instance?: string): string =>
  [component, variable, ...(instance === undefined ? [] : [instance])].join(".");

const keyOfPlace = ({ component, variable }: Place): string =>
  keyOf(component.name, variable.name, variable.instance);

const placeOf = (key: string): Place => {
  const [component = "", name = "", instance] = key.split(".");
  return {
    component: { name: component },
    variable: { name, ...(instance === undefined ? {} : { instance }) },
  };
};

export class DeviceModel {
  readonly variables = new Map<string, string>([
    ["TxCtrlr.EVConnectionTimeOut", "300"],
    ["TxCtrlr.StopTxOnInvalidId", "true"],
    ["SampledDataCtrlr.TxUpdatedInterval", "60"],
    ["SampledDataCtrlr.TxUpdatedMeasurands", "Energy.Active.Import.Register"],
    ["SampledDataCtrlr.TxStartedMeasurands", ""],
    ["SampledDataCtrlr.TxEndedMeasurands", "Energy.Active.Import.Register"],
    ["SampledDataCtrlr.TxEndedInterval", "0"],
    ["AuthCtrlr.AuthorizeRemoteStart", "true"],
    ["OCPPCommCtrlr.HeartbeatInterval", "86400"],
    ["DeviceDataCtrlr.ItemsPerMessage.GetVariables", "3"],
    ["DeviceDataCtrlr.ItemsPerMessage.SetVariables", "1"],
    ["SecurityCtrlr.BasicAuthPassword", ""],
  ]);
  /** How many variables each message asked for or set. */
  readonly lengths: number[] = [];

  value(component: string, variable: string, instance?: string): string | undefined {
    return this.variables.get(keyOf(component, variable, instance));
  }

  get(params: Record<string, unknown>): object {
    const asked = params.getVariableData as Place[];
    this.lengths.push(asked.length);
    return { getVariableResult: asked.map((place) => this.#answer(place)) };
  }

  set(params: Record<string, unknown>): object {
    const asked = params.setVariableData as ToSet[];
    this.lengths.push(asked.length);
    const setVariableResult = asked.map(({ attributeValue, component, variable }) => {
      const attributeStatus = this.#set(keyOfPlace({ component, variable }), attributeValue);
      return { attributeStatus, component, variable };
    });
    return { setVariableResult };
  }

  /** All of it, in so many parts. */
  report(parts: number): object[][] {
    const all = [...this.variables].map(([key, value]) => ({
      ...placeOf(key),
      variableAttribute: [{ value, mutability: "ReadWrite" }],
      variableCharacteristics: { dataType: "string", supportsMonitoring: false },
    }));
    const state = { value: "Available", mutability: "ReadOnly" };
    const connector = { name: "Connector", evse: { id: 1, connectorId: 1 } };
    const variable = { name: "AvailabilityState" };
    all.push({
      ...{ component: connector, variable, variableAttribute: [state] },
      variableCharacteristics: { dataType: "OptionList", supportsMonitoring: true },
    });
    const size = Math.ceil(all.length / parts);
    return Array.from({ length: parts }, (_, index) => all.slice(index * size, (index + 1) * size));
  }

  #answer({ component, variable }: Place): object {
    const value = this.variables.get(keyOfPlace({ component, variable }));
    if (value === undefined) return { attributeStatus: "UnknownVariable", component, variable };
    // The official schema has no empty value: it is left out.
    const said = value === "" ? {} : { attributeValue: value };
    return { attributeStatus: "Accepted", ...said, component, variable };
  }

  #set(key: string, value: string): string {
    if (!this.variables.has(key)) return "UnknownVariable";
    // It has no plan to learn what the car's state of charge is.
    if (value.includes("SoC")) return "Rejected";
    this.variables.set(key, value);
    return "Accepted";
  }
}
