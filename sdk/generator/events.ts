// Writes events.ts: which object each type of event carries. From the document's `webhooks` where
// it has them, else from the names of the types.
import { type Document, type Json, refName, type Schema } from "./document.ts";
import { fieldsText } from "./schema_text.ts";
import { doc, head, importTypes, key, pascal } from "./text.ts";

/** Families whose events carry an object of another name. */
const carriers: Readonly<Record<string, string>> = {
  charge: "transaction",
  "policy.suggestion": "policy_decision",
};

const property = (schema: Schema | undefined, name: string): Schema | undefined =>
  schema?.properties?.[name] ??
  schema?.allOf?.map((one) => property(one, name)).findLast((one) => one !== undefined);

/** The component behind `data.object` of a webhook's body. */
function declared(document: Document, type: string): string | null {
  const post = document.webhooks?.[type]?.["post"];
  const body = post?.["requestBody"] as { content?: Readonly<Record<string, Json>> } | undefined;
  const schema = body?.content?.["application/json"]?.["schema"] as Schema | undefined;
  const own = refName(schema);
  const whole = own === null ? schema : document.components.schemas[own];
  return refName(property(property(whole, "data"), "object"));
}

function carried(document: Document, type: string): string | null {
  const family = type.split(".", 1)[0] as string;
  const guess = carriers[type] ?? carriers[family] ?? family;
  const word = declared(document, type) ?? guess;
  return word in document.components.schemas && word !== "event" ? word : null;
}

const unknownObject = "Readonly<Record<string, unknown>>";

const types = (document: Document): string[] => {
  const listed = document.components.schemas["event"]?.properties?.["type"]?.enum ?? [];
  return [...new Set([...(listed as string[]), ...Object.keys(document.webhooks ?? {})])];
};

export function eventsText(document: Document): string {
  const event = document.components.schemas["event"];
  const { type: _type, data: _data, ...plain } = event?.properties ?? {};
  const carries = types(document).map((type) => [type, carried(document, type)] as const);
  const words = carries.flatMap(([, word]) => (word === null ? [] : [word]));
  const map = carries.map(([type, word]) => {
    const about = doc([document.webhooks?.[type]?.["post"]?.["summary"] as string], "  ");
    return `${about}  ${key(type)}: ${word === null ? unknownObject : pascal(word)};\n`;
  });
  return [
    head("Events, told apart by their `type`."),
    importTypes(words.map(pascal), "./objects.ts"),
    "\n/** What `data.object` of each type is. */\n",
    `export interface EventObjects {\n${map.join("")}}\n`,
    "\nexport type EventType = keyof EventObjects;\n",
    "\n/** An event of one type. */\n",
    "export interface EventOf<T extends EventType> {\n",
    fieldsText({ ...event, properties: plain }, "answer", "  "),
    "  data: {\n",
    "    /** The object as it was right after the change. */\n",
    "    object: EventObjects[T];\n",
    "    /** The old values of what an update changed; null unless something was updated. */\n",
    "    previous_attributes: Partial<EventObjects[T]> | null;\n",
    "  };\n",
    "  /** What happened. */\n  type: T;\n}\n",
    "\n/** Any event: `type` tells what `data.object` is. */\n",
    "export type Event = { [T in EventType]: EventOf<T> }[EventType];\n",
  ].join("");
}
