// The page of error codes, where `doc_url` of every error lands: one heading per code, what it
// means, what to do about it, and the operations that answer it.
import { type ErrorCode, errorCodes } from "../../lib/errors.ts";
import { type OperationName, operationsByCode, outsideCodes } from "../openapi/refusals.ts";
import type { Resource } from "../resource.ts";
import { escaped, type Page, prose } from "./page.ts";
import { remedies } from "./remedies.ts";

const codes = Object.keys(errorCodes) as readonly ErrorCode[];

/** The operation's place in the reference. */
export const referenceLink = ({ noun, id }: OperationName): string =>
  `/docs/reference#/${noun}/${id}`;

const linked = (operation: OperationName): string =>
  `<li><a href="${referenceLink(operation)}">${escaped(operation.summary)}</a></li>`;

const remedyOf = (code: ErrorCode): string =>
  remedies[code] ??
  (code.endsWith("_not_found")
    ? "An id of another account, or of the other mode, counts as unknown."
    : "");

function whoAnswers(code: ErrorCode, own: readonly OperationName[], all: number): string {
  if (outsideCodes.includes(code)) {
    return '<p class="soft">Answered before an operation is found, or instead of one.</p>';
  }
  if (own.length === 0) {
    return '<p class="soft">Reserved: no operation of this version answers it.</p>';
  }
  if (own.length === all) return '<p class="soft">Any operation can answer it.</p>';
  const list = `<ul class="operations">${own.map(linked).join("")}</ul>`;
  if (own.length <= 6) return `<p class="soft">Answered by</p>${list}`;
  return `<details><summary>Answered by ${own.length} operations</summary>${list}</details>`;
}

const headingOf = (type: string): string => type.replaceAll("_", "-");

export function errorsPage(resources: readonly Resource[]): Page {
  const byCode = operationsByCode(resources);
  const all = resources.reduce((sum, { routes }) => sum + routes.length, 0);
  const section = (code: ErrorCode): string => {
    const { status, type, about } = errorCodes[code];
    return `<h3 class="code" id="${code}"><a href="#${code}">${code}</a></h3>
<p class="soft">${status} · ${type}</p>
<p>${prose(about)} ${prose(remedyOf(code))}</p>
${whoAnswers(code, byCode.get(code) ?? [], all)}`;
  };
  const types = [...new Set(codes.map((code) => errorCodes[code].type))];
  const groups = types.map((type) => {
    const own = codes.filter((code) => errorCodes[code].type === type);
    return `<h2 id="${headingOf(type)}"><a href="#${headingOf(type)}">${type}</a></h2>
${own.map(section).join("\n")}`;
  });
  return {
    href: "/docs/errors",
    title: "Errors",
    contents: types.map((type) => ({ href: `#${headingOf(type)}`, text: type })),
    body: `<h1>Errors</h1>
<p class="lead">Every refusal is one JSON object. <code>code</code> says what went wrong,
<code>message</code> says it in a sentence, <code>param</code> names the parameter to blame,
<code>request</code> is the id to quote when you ask.</p>
<p>Decide by <code>code</code> or by <code>type</code>, never by the text of <code>message</code>.
<a href="/docs/requests#errors">Requests and answers</a> says which refusals are worth a retry.</p>
${groups.join("\n")}`,
  };
}
