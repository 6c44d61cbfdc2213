// A draft is read while things happen to what it is about: every answer is one picture.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inWork } from "../../../test/charges.ts";
import { invoicingHere } from "../../../test/invoicing.ts";
import { pagesOf } from "../../../test/pdf_text.ts";
import type { Json } from "../../../test/platform.ts";
import { present } from "../../lib/assert.ts";
import { get, renderedOne, vatLinesOf } from "./actions.ts";
import { finalize } from "./finalize_actions.ts";
import { pdfOf } from "./pdf_actions.ts";

describe("a draft", () => {
  const { platform, bills, fresh, owe, draft, act } = invoicingHere();
  const reader = () =>
    platform().database.reader({ account: platform().first.account, livemode: false });
  const bytesOf = async (id: string): Promise<Buffer> => {
    const answer = await fetch(`${platform().url}/v1/invoices/${id}/pdf`, {
      headers: { authorization: `Bearer ${platform().api.key}` },
    });
    return Buffer.from(await answer.arrayBuffer());
  };

  it("has the same lines and tax wherever in an answer they are read", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    const shown = await reader().inOneState(async (still) => {
      const row = await get(still, id);
      await inWork(platform(), (work) => finalize(work, id));
      return [
        await renderedOne(still, row),
        await vatLinesOf(still, await get(still, id)),
      ] as const;
    });
    assert.deepEqual([shown[0].status, shown[0].amount_due], ["draft", 500]);
    assert.deepEqual(
      shown[1].map(({ gross }) => gross),
      [500],
    );
  });

  it("that is finalised while it is read is never a draft without its lines", async () => {
    await fresh();
    const told = new Set<unknown>();
    for (let round = 0; round < 12; round++) {
      await owe(500);
      const { id } = await draft();
      let done = false;
      const ending = act(id, "finalize").then(() => {
        done = true;
      });
      const look = async (): Promise<void> => {
        while (!done) {
          const one = await platform().api.read(`/v1/invoices/${id}`);
          const { data } = await platform().api.read(`/v1/invoices?fleet=${bills().fleet}&limit=1`);
          for (const { status, amount_due } of [one, data[0] as Json]) {
            told.add(status);
            assert.equal(amount_due, 500, String(status));
          }
        }
      };
      await Promise.all([ending, look(), look(), look(), look()]);
      await act(id, "pay", { payment_method: bills().card });
    }
    assert.ok(told.has("draft"), "it was read in time");
  });

  it("is one document, whatever happens before its last page is taken", async () => {
    await fresh();
    await owe(500);
    await owe(300);
    const { id } = await draft();
    const { bytes, name } = await pdfOf(reader(), id);
    await owe(4700);
    await act(id, "finalize");
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    const text = pagesOf(Buffer.concat(parts)).join("\n");
    assert.match(name, /^draft-/);
    assert.match(text, /8\.00 EUR/);
    assert.doesNotMatch(text, /47\.00|55\.00/);
    const later = pagesOf(await bytesOf(id));
    assert.match(present(later[0], "a page"), /55\.00 EUR/);
  });
});
