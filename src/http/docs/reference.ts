// The reference in the browser: Swagger UI, served from where npm put it, over our own OpenAPI
// document. Everything comes from this server; the page's policy lets nothing else in.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { OpenAnswer } from "../open_answer.ts";
import { frameStyle, htmlHead, type Link, navigation, pageHeaders, policyOf } from "./page.ts";
import { dress, icon, start } from "./reference_assets.ts";

const files = (): Readonly<Record<string, { type: string; body: string | Buffer }>> => {
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const shipped = (name: string) => readFileSync(join(folder, name));
  return {
    "swagger-ui.css": { type: "text/css", body: shipped("swagger-ui.css") },
    "swagger-ui-bundle.js": { type: "text/javascript", body: shipped("swagger-ui-bundle.js") },
    "reference.css": { type: "text/css", body: `${frameStyle}${dress}` },
    "reference.js": { type: "text/javascript", body: start },
  };
};

// Swagger UI sets styles from its script, which is no inline style, and draws icons from data:.
const policy = policyOf([
  ...["script-src 'self'", "style-src 'self'", "img-src 'self' data:"],
  "connect-src 'self'",
]);

const kept = "public, max-age=31536000, immutable";

/** The page and what it loads, by path. A file's address changes with its bytes. */
export function reference(links: readonly Link[]): Readonly<Record<string, OpenAnswer>> {
  const all = Object.entries(files()).map(([name, { type, body }]) => {
    const digest = createHash("sha256").update(body).digest("hex").slice(0, 12);
    const headers = { "cache-control": kept, "x-content-type-options": "nosniff" };
    const answer = { status: 200, type: `${type}; charset=utf-8`, body, headers };
    return { name, path: `/docs/assets/${digest}/${name}`, answer };
  });
  const at = (name: string): string => all.find((one) => one.name === name)?.path ?? "";
  const text = `${htmlHead("Reference")}
<link rel="stylesheet" href="${at("swagger-ui.css")}">
<link rel="stylesheet" href="${at("reference.css")}">
<script src="${at("swagger-ui-bundle.js")}" defer></script>
<script src="${at("reference.js")}" defer></script>
</head>
<body>
${navigation(links, "/docs/reference")}
<noscript><p>The reference needs JavaScript; <a href="/openapi.json">the document
itself</a> does not.</p></noscript>
<div id="reference"></div>
</body>
</html>
`;
  const page = { status: 200, type: "text/html; charset=utf-8", body: text };
  const iconHeaders = { "cache-control": "public, max-age=86400" };
  return {
    "/docs/reference": { ...page, headers: pageHeaders(policy) },
    "/docs/icon.svg": { status: 200, type: "image/svg+xml", body: icon, headers: iconHeaders },
    ...Object.fromEntries(all.map(({ path, answer }) => [path, answer])),
  };
}
