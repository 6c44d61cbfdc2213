// What the generator reads out of the OpenAPI document. Tolerant: what it does not know becomes
// `unknown`, so that a platform that grows can always be generated for.
export type Json = Readonly<Record<string, unknown>>;

export type Schema = Json & {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
};

export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
  readonly example?: unknown;
};

type Content = Readonly<Record<string, { readonly schema?: Schema; readonly itemSchema?: Schema }>>;

type RawOperation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};

export type Document = {
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** What an operation answers: an object, a page of such, a live stream of such, or bytes. */
export type Kind = "object" | "page" | "stream" | "bytes";

export type Operation = {
  readonly resource: string;
  /** `rollPassword` */
  readonly method: string;
  readonly http: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly summary: string;
  readonly description: string | null;
  readonly kind: Kind;
  /** The answer; of a page or stream, one item. */
  readonly answer: Schema;
  readonly ids: readonly Parameter[];
  readonly query: readonly Parameter[];
  /** Null: takes no body. */
  readonly body: Schema | null;
  /** Takes `expand`. */
  readonly expands: boolean;
};

export const refName = (schema: Schema | undefined): string | null =>
  schema?.$ref?.split("/").at(-1) ?? null;

/** `driver` of a page of drivers; null where a schema is not a page. */
function itemOf(document: Document, schema: Schema): Schema | null {
  const name = refName(schema);
  const target = name === null ? schema : document.components.schemas[name];
  const keys = Object.keys(target?.properties ?? {}).join();
  return keys === "data,next_page_url,previous_page_url"
    ? (target?.properties?.["data"]?.items ?? null)
    : null;
}

function answerOf(document: Document, content: Content): Pick<Operation, "kind" | "answer"> {
  const json = content["application/json"];
  const stream = content["text/event-stream"];
  if (stream !== undefined) {
    // OpenAPI 3.2 says `itemSchema`; a schema that is only text says nothing of the items.
    const item = stream.itemSchema ?? stream.schema ?? {};
    return { kind: "stream", answer: item.type === "string" ? {} : item };
  }
  if (json === undefined) return { kind: "bytes", answer: {} };
  const schema = json.schema ?? {};
  const item = itemOf(document, schema);
  return item === null ? { kind: "object", answer: schema } : { kind: "page", answer: item };
}

/** `roll_password` → `rollPassword` */
const camel = (snake: string): string =>
  snake.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());

/** Query parameters that calls take in another place: among the options, or as `lastEventId`. */
const elsewhere: ReadonlySet<string> = new Set(["expand", "last_event_id"]);

const methods = { get: "GET", post: "POST", delete: "DELETE" } as const;

function operationOf(
  document: Document,
  { path, method, raw }: { path: string; method: string; raw: RawOperation },
): Operation {
  const resource = raw.tags[0] ?? "";
  const parameters = (raw.parameters ?? []).filter((one): one is Parameter => "name" in one);
  const query = parameters.filter((one) => one.in === "query");
  const content = raw.responses["200"]?.content ?? {};
  return {
    resource,
    method: camel(raw.operationId.slice(resource.length + 1)),
    http: methods[method as keyof typeof methods],
    path,
    summary: raw.summary ?? "",
    description: raw.description ?? null,
    ...answerOf(document, content),
    ids: parameters.filter((one) => one.in === "path"),
    query: query.filter(({ name }) => !elsewhere.has(name)),
    body: raw.requestBody?.content["application/json"]?.schema ?? null,
    expands: query.some(({ name }) => name === "expand"),
  };
}

/** All operations, in the order of the document. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method in methods)
      .filter(([, raw]) => raw.operationId.startsWith(`${raw.tags[0]}_`))
      .map(([method, raw]) => operationOf(document, { path, method, raw })),
  );
}
