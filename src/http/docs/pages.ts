// All that the server tells its readers, by path: an index, the guides, the errors, the reference
// and the OpenAPI document behind it.
import type { OpenAnswer } from "../open_answer.ts";
import { openApiText } from "../openapi/document.ts";
import type { Resource } from "../resource.ts";
import type { Versions } from "../versions.ts";
import { errorsPage } from "./errors.ts";
import { type Guide, guides } from "./guides.ts";
import { escaped, type Link, type Page, pageAnswer, prose } from "./page.ts";
import { reference } from "./reference.ts";

const card = ({ href, text }: Link, about: string): string =>
  `<li><a href="${href}">${escaped(text)}</a><p>${prose(about)}</p></li>`;

const references = [
  {
    href: "/docs/reference",
    text: "Operations",
    about:
      "Every operation with its parameters, answers and error codes; requests can be sent from " +
      "the page.",
  },
  {
    href: "/docs/errors",
    text: "Errors",
    about: "What each code means, what to do about it, and which operations answer it.",
  },
  {
    href: "/openapi.json",
    text: "OpenAPI document",
    about: "The same for programs: OpenAPI 3.1, made from the schemas that check requests.",
  },
];

function indexPage(known: readonly Guide[]): Page {
  const cards = known.map(({ href, title, lead }) => card({ href, text: title }, lead));
  const body = `<h1>Charge</h1>
<p class="lead">An API platform for charging electric fleets: drivers, vehicles, policies, stations,
sessions and the money that they cost, over one HTTP API.</p>
<h2 id="guides"><a href="#guides">Guides</a></h2>
<ul class="cards">${cards.join("")}</ul>
<h2 id="reference"><a href="#reference">Reference</a></h2>
<ul class="cards">${references.map((one) => card(one, one.about)).join("")}</ul>`;
  return { href: "/docs", title: "Documentation", body, contents: [] };
}

/** As server.ts takes them. */
export function docs(
  resources: readonly Resource[],
  versions: Versions,
): Record<string, () => Promise<OpenAnswer>> {
  const known = guides();
  const links: readonly Link[] = [
    ...known.map(({ href, title }) => ({ href, text: title })),
    { href: "/docs/errors", text: "Errors" },
    { href: "/docs/reference", text: "Reference" },
  ];
  const pages = [indexPage(known), ...known, errorsPage(resources)];
  const document: OpenAnswer = {
    status: 200,
    type: "application/json; charset=utf-8",
    body: openApiText(resources, versions),
    headers: { "cache-control": "no-cache" },
  };
  const answers: Readonly<Record<string, OpenAnswer>> = {
    ...Object.fromEntries(pages.map((page) => [page.href, pageAnswer(page, links)])),
    ...reference(links),
    "/openapi.json": document,
  };
  return Object.fromEntries(
    Object.entries(answers).map(([path, answer]) => [path, async () => answer]),
  );
}
