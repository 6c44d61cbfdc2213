// Writes src/generated/ from openapi.json: `npm run sdk`. The same document gives the same bytes;
// a test compares them with what is committed.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codesText } from "./generator/codes.ts";
import { type Document, operationsOf } from "./generator/document.ts";
import { eventsText } from "./generator/events.ts";
import { objectsText } from "./generator/objects.ts";
import { operationsText } from "./generator/operations.ts";
import { allParametersText } from "./generator/parameters.ts";
import { resourcesText } from "./generator/resources.ts";
import { withNamedVariants } from "./generator/variants.ts";

/** The generated files: name → text. */
export function generate(given: Document): Record<string, string> {
  const document = withNamedVariants(given);
  const operations = operationsOf(document);
  return {
    "codes.ts": codesText(document),
    "events.ts": eventsText(document),
    "objects.ts": objectsText(document),
    "operations.ts": operationsText(document, operations),
    "parameters.ts": allParametersText(document, operations),
    "resources.ts": resourcesText(document, operations),
  };
}

export const generatedFolder = join(import.meta.dirname, "src/generated");
export const documentFile = join(import.meta.dirname, "../openapi.json");

if (import.meta.main) {
  const document = JSON.parse(readFileSync(documentFile, "utf8")) as Document;
  for (const [name, text] of Object.entries(generate(document))) {
    writeFileSync(join(generatedFolder, name), text);
  }
}
