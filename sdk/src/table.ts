// The package's second door, `charge-sdk/operations`: operations as data. Apart from the first, so
// that an app that calls them by method does not carry the table.
export {
  type Called,
  type CallInput,
  callOperation,
  type Field,
  type Operation,
} from "./call.ts";
export { operations } from "./generated/operations.ts";
