// Reading one driver by id, beside a bare server that runs the same select.
import { figure, notesOf, type Result } from "./report.ts";
import { sideBySide } from "./side_by_side.ts";
import type { Stage } from "./stage.ts";

const connections = 32;

export async function readFigures(stage: Stage): Promise<Result> {
  const fleet = await stage.make("/v1/fleets", { name: "Fleet" });
  const drivers = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      const body = { name: `Driver ${at}`, email: `driver${at}@example.com` };
      const { id } = await stage.make("/v1/drivers", body);
      await stage.make(`/v1/drivers/${id}/attach`, { fleet: fleet.id });
      return id;
    }),
  );
  const requests = drivers.map((id) => ({ path: `/v1/drivers/${id}`, body: null }));
  const { ratio, ...both } = await sideBySide(stage, { connections, requests });
  return {
    figures: [
      figure(
        "GET one driver: requests/s of the bare server's",
        { value: ratio.perSecond, unit: "" },
        ["at least", 0.6],
      ),
      figure("GET one driver: p99 of the bare server's", { value: ratio.p99, unit: "" }, [
        "at most",
        2,
      ]),
    ],
    notes: [...notesOf({ ratio, ...both }), `ratio by CPU per request ${ratio.cpu.toFixed(2)}`],
  };
}
