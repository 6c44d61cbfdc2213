// Whether an answer is one that the document allows for its request.
import type { Operation, Parameter } from "./document.ts";
import type { Recipe } from "./recipe.ts";
import type { Reply } from "./wire.ts";

/** SQL, stack frames, keys: what no message may tell. */
const leaks = new RegExp(
  [
    String.raw`\b(select|insert into|update|delete from)\b.{0,200}\b(from|values|set|where)\b`,
    String.raw`violates |syntax error|node_modules|\.ts:\d+|at async |\bpg_\w+`,
    "ch_[sr]k_(test|live)_[0-9A-Za-z]{32}",
  ].join("|"),
  "i",
);

/** What is wrong with an answer, in words; empty where nothing is. `recipe` is filled. */
export function complaints(recipe: Recipe, reply: Reply): string[] {
  const { operation } = recipe;
  const { status } = reply;
  const found: string[] = [];
  if (status >= 500) found.push(`answered ${status}`);
  for (const name of ["request-id", "charge-version"]) {
    if (reply.headers[name] === undefined) found.push(`carries no ${name}`);
  }
  if (recipe.method === "HEAD") return found;
  // Another method than the operation's is answered by the path, not by the operation.
  if (recipe.method !== operation.method) {
    return status < 500 ? found : [...found, `answered ${status} to another method`];
  }
  const documented = operation.answer(status);
  if (documented === null) return [...found, `answered ${status}, which is not documented`];
  const type = String(reply.headers["content-type"] ?? "").split(";", 1)[0] as string;
  const problem = documented.problems[type];
  if (problem === undefined) return [...found, `answered ${type}, which is not documented`];
  if (type === "text/event-stream") return found;
  const body = parsed(reply.text);
  // A request that was spoiled so far that no operation is meant gets an answer outside of them.
  const outside = recipe.spoiled !== null && operation.isOutside(body);
  const wrong = outside ? null : problem(body);
  if (wrong !== null) found.push(`the body is not what is documented for ${status}: ${wrong}`);
  if (status >= 400) found.push(...refusalComplaints(reply, body as Record<string, unknown>));
  const reason = status < 300 ? whyRefusable(recipe) : null;
  if (reason !== null) found.push(`answered ${status}, although ${reason}`);
  return found;
}

function refusalComplaints({ status, headers, text }: Reply, body: Record<string, unknown>) {
  const found: string[] = [];
  if (body["status"] !== status) found.push(`says ${body["status"]} and is ${status}`);
  // A replay is the first answer byte for byte.
  const replayed = headers["idempotent-replayed"] === "true";
  if (body["request"] !== headers["request-id"] && !replayed) found.push("names another request");
  if (leaks.test(text)) found.push("says too much");
  const named = /^parameter_(missing|unknown|invalid)$/.test(String(body["code"]));
  if (named && typeof body["param"] !== "string" && body["param"] !== null) {
    found.push("names no parameter");
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why the document lets nobody take this request, or null where it may be taken. */
export function whyRefusable(recipe: Recipe): string | null {
  const { operation, query, body, raw, bearer } = recipe;
  if (bearer === "none" || bearer === "wrong") return "its key is not valid";
  const given = raw === undefined ? body : parsed(Buffer.from(raw).toString("utf8"));
  const empty = raw?.length === 0 || given === undefined;
  if (operation.body !== null && !(empty && raw === undefined)) {
    const value = raw?.length === 0 ? {} : given;
    if (!operation.takes(value)) return "the document does not allow its body";
  }
  for (const [name, value] of query) {
    const parameter = parameterOf(operation, name);
    if (parameter === null) return `the document has no query parameter ${name}`;
    if (!allowsText(operation, parameter, value)) return `${name} cannot be '${value}'`;
  }
  return null;
}

function parameterOf(operation: Operation, name: string): Parameter | null {
  const plain = name.replace(/\[.*\]$/, "");
  return (
    operation.parameters.find(
      (one) =>
        one.in === "query" &&
        (one.name === name || (one.style === "deepObject" && one.name === plain)),
    ) ?? null
  );
}

function allowsText(operation: Operation, parameter: Parameter, value: unknown): boolean {
  const type = parameter.schema["type"];
  if (type === "array" || type === "object") return true;
  const text = String(value);
  const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  const typed =
    type === "integer" || type === "number"
      ? number
      : type === "boolean"
        ? ({ true: true, false: false }[text] ?? text)
        : text;
  return operation.allows(parameter, typed);
}
