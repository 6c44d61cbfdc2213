// What every generated resource is made of.
import type { Transport } from "./transport.ts";

export class Resource {
  protected readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }
}
