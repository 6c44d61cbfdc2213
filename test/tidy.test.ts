// The rules of the architecture and of style that a program can hold: each is a test, and each
// shows that it notices its breach. Exceptions stand in tidy/exceptions.ts by name with a reason.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importRules } from "./tidy/imports.ts";
import { projectOf, type Rule, thisProject } from "./tidy/project.ts";
import { sqlRules } from "./tidy/sql.ts";
import { textRules } from "./tidy/text.ts";

const project = thisProject();
const rules: readonly Rule[] = [...importRules, ...sqlRules, ...textRules];

function report({ find, mend }: Rule): string {
  const found = find(project).map(({ path, line, what }) => `  ${path}:${line}  ${what}`);
  return found.length === 0 ? "" : `${found.join("\n")}\n  To mend: ${mend}.`;
}

describe("tidiness", () => {
  for (const rule of rules) {
    it(rule.rule, () => {
      const breaches = report(rule);
      assert.ok(breaches === "", `\n${breaches}`);
    });
  }
});

describe("a tidy rule notices its breach", () => {
  for (const { rule, find, breach } of rules) {
    it(rule, () => assert.notDeepEqual(find(projectOf(breach)), []));
  }
});
