// The frame of every documentation page: head, navigation, style, and the policy under which a
// browser shows it. Self-contained: no script, nothing from elsewhere.
import { createHash } from "node:crypto";
import type { OpenAnswer } from "../open_answer.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => escapes[letter] as string);

/** Escaped text with what stands between backquotes as code. */
export const prose = (text: string): string =>
  escaped(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");

/** Colours, letters and the bar on top: what the reference shares with the other pages. */
export const frameStyle = `
:root {
  color-scheme: light dark;
  --ink: #16211c; --soft: #55655d; --paper: #fbfcfb; --raised: #ffffff;
  --line: #dde5e1; --accent: #0a6e4f; --tint: #eef4f1;
  --mono: ui-monospace, "Cascadia Code", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4ece8; --soft: #9aaba3; --paper: #121816; --raised: #161d1a;
    --line: #2a3531; --accent: #5fd0a8; --tint: #1b2421;
  }
}
html { scroll-padding-top: 4.5rem }
body {
  margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif;
}
a { color: var(--accent); text-underline-offset: .15em }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.top {
  position: sticky; top: 0; z-index: 1; background: var(--raised);
  border-bottom: 1px solid var(--line); display: flex; gap: 1.25rem; align-items: baseline;
  padding: .7rem 1.25rem; overflow-x: auto; white-space: nowrap; scrollbar-width: none;
}
.top a { color: var(--soft); text-decoration: none; font-size: .92rem }
.top a:hover, .top a[aria-current] { color: var(--ink) }
.top a[aria-current] { text-decoration: underline; text-decoration-color: var(--accent);
  text-decoration-thickness: 2px; text-underline-offset: .45rem }
.top .name { color: var(--ink); font-weight: 650; font-size: 1rem }
`;

const pageStyle = `
* { box-sizing: border-box }
.frame { display: flex; gap: 3rem; max-width: 68rem; margin: 0 auto; padding: 0 1.25rem }
main { flex: 1 1 46rem; min-width: 0; max-width: 46rem; padding: 2rem 0 6rem }
aside { flex: 0 0 14rem; padding: 2.4rem 0; font-size: .88rem; order: 2 }
aside ul { list-style: none; margin: 0; padding: 0; position: sticky; top: 5rem }
aside li { margin: .15rem 0; line-height: 1.4 }
aside a { color: var(--soft); text-decoration: none }
aside a:hover { color: var(--ink) }
@media (max-width: 56rem) { aside { display: none } }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; letter-spacing: -.01em }
h2 {
  font-size: 1.25rem; margin: 2.75rem 0 .5rem; padding-bottom: .3rem;
  border-bottom: 1px solid var(--line);
}
h3 { font-size: 1.02rem; margin: 1.9rem 0 .25rem; overflow-wrap: anywhere }
h3.code { font-family: var(--mono) }
a code { color: inherit }
h2 a, h3 a { color: inherit; text-decoration: none }
h2 a:hover, h3 a:hover { text-decoration: underline }
h3:target { background: var(--tint); box-shadow: -.5rem 0 var(--tint), -.75rem 0 var(--accent) }
p, ul, ol { margin: .6rem 0 }
li { margin: .2rem 0 }
.lead { font-size: 1.1rem; color: var(--soft) }
.soft { color: var(--soft); font-size: .9rem; margin: .2rem 0 }
code { font: .88em var(--mono); background: var(--tint); padding: .1em .3em; border-radius: .25em }
p code, li code, td code, h3 code { overflow-wrap: anywhere }
pre {
  background: var(--tint); border: 1px solid var(--line); border-radius: .4rem;
  padding: .8rem 1rem; overflow-x: auto; line-height: 1.45; margin: .75rem 0;
}
pre code { background: none; padding: 0; font-size: .82rem }
pre.answer { background: none }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .92rem; margin: .75rem 0; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0 }
th { border-bottom: 1px solid var(--line); font-weight: 600 }
tr + tr td { border-top: 1px solid var(--line) }
blockquote {
  margin: 1rem 0; padding: .1rem 1rem; border-left: 3px solid var(--accent);
  background: var(--tint);
}
details { margin: .35rem 0 }
summary { cursor: pointer; color: var(--soft); font-size: .9rem }
.operations { columns: 2 16rem; padding-left: 1.1rem; font-size: .88rem }
.operations li { margin: 0; break-inside: avoid }
.cards {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem;
  padding: 0;
}
.cards li {
  list-style: none; margin: 0; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--raised); padding: .9rem 1rem;
}
.cards a { font-weight: 600; text-decoration: none }
.cards p { margin: .25rem 0 0; color: var(--soft); font-size: .92rem }
`;

const style = `${frameStyle}${pageStyle}`;

const hashed = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing but what is named may be loaded or run, and nobody may frame the page. */
export const policyOf = (allowed: readonly string[]): string =>
  [
    "default-src 'none'",
    ...allowed,
    ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join("; ");

export const pageHeaders = (policy: string): Readonly<Record<string, string>> => ({
  "cache-control": "no-cache",
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
});

const headers = pageHeaders(policyOf([`style-src ${hashed(style)}`, "img-src 'self'"]));

export type Link = { readonly href: string; readonly text: string };

/** The bar on top of every page, with the page that is shown marked. */
export const navigation = (links: readonly Link[], current: string): string => {
  const items = links.map(({ href, text }) => {
    const here = href === current ? ' aria-current="page"' : "";
    return `<a href="${href}"${here}>${escaped(text)}</a>`;
  });
  return `<nav class="top"><a class="name" href="/docs">Charge</a>${items.join("")}</nav>`;
};

export type Page = {
  readonly href: string;
  readonly title: string;
  readonly body: string;
  /** Headings of the page, for the list beside it. */
  readonly contents: readonly Link[];
};

const aside = (contents: readonly Link[]): string => {
  if (contents.length < 3) return "";
  const items = contents.map(({ href, text }) => `<li><a href="${href}">${escaped(text)}</a></li>`);
  return `<aside><nav aria-label="On this page"><ul>${items.join("")}</ul></nav></aside>`;
};

export const htmlHead = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · Charge</title>
<link rel="icon" href="/docs/icon.svg" type="image/svg+xml">`;

export function pageAnswer(
  { href, title, body, contents }: Page,
  links: readonly Link[],
): OpenAnswer {
  const text = `${htmlHead(title)}
<style>${style}</style>
</head>
<body>
${navigation(links, href)}
<div class="frame">
<main>
${body}
</main>
${aside(contents)}
</div>
</body>
</html>
`;
  return { status: 200, type: "text/html; charset=utf-8", body: text, headers };
}
