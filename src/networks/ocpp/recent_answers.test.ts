import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RecentAnswers } from "./recent_answers.ts";

describe("answers that a charger was given", () => {
  const given = () => {
    const answers = new RecentAnswers<string>();
    answers.keep("7", "a call", { answer: Promise.resolve("its answer"), nowMs: 1_000 });
    return answers;
  };

  it("are given again to the same call", async () => {
    const earlier = given().find("7", "a call", 2_000);
    assert.equal(earlier.kind === "repeated" && (await earlier.answer), "its answer");
    assert.equal(given().find("7", "another", 2_000).kind, "reused");
    assert.equal(given().find("8", "a call", 2_000).kind, "none");
  });

  it("are of the last minute: who counts ids from one again is served", () => {
    assert.equal(given().find("7", "a call", 61_000).kind, "repeated");
    assert.equal(given().find("7", "a call", 61_001).kind, "none");
  });

  it("are the last eight, less those that were none", () => {
    const answers = given();
    const more = (count: number) => {
      for (let id = 0; id < count; id += 1) {
        const answer = Promise.resolve("more");
        answers.keep(`more ${id}`, "a call", { answer, nowMs: 1_000 });
      }
    };
    more(7);
    assert.equal(answers.find("7", "a call", 1_000).kind, "repeated");
    more(8);
    assert.equal(answers.find("7", "a call", 1_000).kind, "none");
    answers.forget("more 7");
    assert.equal(answers.find("more 7", "a call", 1_000).kind, "none");
  });
});
