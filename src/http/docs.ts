// The documentation that the server itself answers: an index, and one heading per error code, where
// `doc_url` of every error lands. Self-contained pages: no script, nothing from elsewhere.
import { createHash } from "node:crypto";
import { type ErrorCode, errorCodes } from "../lib/errors.ts";
import type { OpenAnswer } from "./server.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => escapes[letter] as string);

/** Escaped text with what stands between backquotes as code. */
const prose = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");

const style = `
:root { color-scheme: light dark; --ink: #16211c; --soft: #5a6b63; --paper: #fbfcfb; --line: #dde5e1; --accent: #0a6e4f; --tint: #eef4f1 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ece8; --soft: #9aaba3; --paper: #121816; --line: #2a3531; --accent: #5fd0a8; --tint: #1b2421 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 6rem }
nav { font-size: .9rem; margin-bottom: 2rem }
a { color: var(--accent) }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.15rem; margin: 3rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line) }
h3 { font: 600 1rem/1.4 ui-monospace, monospace; margin: 1.75rem 0 .15rem; overflow-wrap: anywhere; scroll-margin-top: 1rem }
h3 a { color: inherit; text-decoration: none }
h3 a:hover { text-decoration: underline }
h3:target { background: var(--tint); box-shadow: -.5rem 0 var(--tint), -.75rem 0 var(--accent) }
p { margin: .25rem 0 }
.soft { color: var(--soft); font-size: .9rem }
code { font: .9em ui-monospace, monospace; background: var(--tint); padding: .1em .3em; border-radius: .25em; overflow-wrap: anywhere }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

const headers = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

function page(title: string, body: string): OpenAnswer {
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Charge</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return { status: 200, type: "text/html; charset=utf-8", body: text, headers };
}

const section = (code: ErrorCode): string => {
  const { status, type, about } = errorCodes[code];
  return `<h3 id="${code}"><a href="#${code}">${code}</a></h3>
<p>${prose(about)}</p>
<p class="soft">${status} · ${type}</p>`;
};

function errorsPage(): OpenAnswer {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  const types = [...new Set(codes.map((code) => errorCodes[code].type))];
  const groups = types.map((type) => {
    const own = codes.filter((code) => errorCodes[code].type === type);
    return `<h2>${type}</h2>\n${own.map(section).join("\n")}`;
  });
  return page(
    "Errors",
    `<nav><a href="/docs">Documentation</a></nav>
<h1>Errors</h1>
<p>Every refusal is one JSON object: <code>code</code> says what went wrong, <code>message</code> says it in a
sentence, <code>param</code> names the parameter to blame, <code>request</code> is the id to quote when you ask.</p>
${groups.join("\n")}`,
  );
}

const indexPage = (): OpenAnswer =>
  page(
    "Documentation",
    `<h1>Charge</h1>
<p>An API platform for charging electric fleets.</p>
<h2>Reference</h2>
<p><a href="/openapi.json">OpenAPI document</a>: every operation, parameter and answer, as OpenAPI 3.1.</p>
<p><a href="/docs/errors">Errors</a>: what each code means.</p>`,
  );

/** The pages by path, as server.ts takes them. */
export function docs(openApiText: string): Record<string, () => Promise<OpenAnswer>> {
  const index = indexPage();
  const errors = errorsPage();
  const document = { status: 200, type: "application/json; charset=utf-8", body: openApiText };
  return {
    "/docs": async () => index,
    "/docs/errors": async () => errors,
    "/openapi.json": async () => document,
  };
}
