// Creating a driver (row, event, idempotency record; one durable transaction), beside a bare server
// that writes the same three rows with one statement.
import { figure, notesOf, type Result } from "./report.ts";
import { sideBySide } from "./side_by_side.ts";
import type { Stage } from "./stage.ts";

const connections = 32;

export async function createFigures(stage: Stage): Promise<Result> {
  const body = JSON.stringify({ name: "Ada Example", email: "ada@example.com" });
  const requests = [{ path: "/v1/drivers", body }];
  const { ratio, ...both } = await sideBySide(stage, { connections, requests });
  return {
    figures: [
      figure(
        "POST a driver: requests/s of the bare server's",
        { value: ratio.perSecond, unit: "" },
        ["at least", 0.5],
      ),
    ],
    notes: [...notesOf({ ratio, ...both }), `ratio by CPU per request ${ratio.cpu.toFixed(2)}`],
  };
}
