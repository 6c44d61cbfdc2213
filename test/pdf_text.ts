// What a PDF of ours says, page by page: its glyphs back into characters, by the maps that each
// embedded font carries. Enough for documents of src/documents, no reader of other files.
import { inflateSync } from "node:zlib";

type Objects = ReadonlyMap<string, { readonly head: string; readonly stream: string }>;

function objectsOf(bytes: Buffer): Objects {
  const text = bytes.toString("latin1");
  const objects = new Map<string, { head: string; stream: string }>();
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = "", body = ""] = match;
    const at = body.indexOf("stream\n");
    const head = at < 0 ? body : body.slice(0, at);
    const packed = at < 0 ? "" : body.slice(at + 7, body.lastIndexOf("\nendstream"));
    const stream = head.includes("/FlateDecode")
      ? inflateSync(Buffer.from(packed, "latin1")).toString("latin1")
      : packed;
    objects.set(id, { head, stream });
  }
  return objects;
}

/** Glyph → characters, of a font as pages name it. */
function glyphsOf(objects: Objects, font: string): ReadonlyMap<string, string> {
  const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)?.head ?? "")?.[1] ?? "";
  const glyphs = new Map<string, string>();
  const ranges = (objects.get(map)?.stream ?? "").matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g);
  for (const [, first = "", list = ""] of ranges) {
    [...list.matchAll(/<([^>]*)>/g)].forEach(([, codes = ""], at) => {
      const glyph = (Number.parseInt(first, 16) + at).toString(16).padStart(4, "0");
      const units = codes.split(" ").filter((code) => code !== "");
      const text = units.map((code) => String.fromCharCode(Number.parseInt(code, 16))).join("");
      glyphs.set(glyph, text);
    });
  }
  return glyphs;
}

/** Runs of text in the order they were written, a page's joined by spaces. */
export function pagesOf(bytes: Buffer): string[] {
  const objects = objectsOf(bytes);
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head));
  const known = new Map<string, ReadonlyMap<string, string>>();
  return pages.map(({ head }) => {
    const named = (key: string) => new RegExp(`/${key} (\\d+) 0 R`).exec(head)?.[1] ?? "";
    const resources = objects.get(named("Resources"))?.head ?? "";
    for (const [, name = "", font = ""] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      if (!known.has(name)) known.set(name, glyphsOf(objects, font));
    }
    const content = objects.get(named("Contents"))?.stream ?? "";
    return [...content.matchAll(/BT (.*?) ET/gs)].map(([, run = ""]) => read(run, known)).join(" ");
  });
}

function read(run: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let glyphs: ReadonlyMap<string, string> = new Map();
  let text = "";
  for (const [, font, codes = ""] of run.matchAll(/\/(F\d+) |<([0-9a-f]+)>/g)) {
    if (font !== undefined) glyphs = fonts.get(font) ?? new Map();
    for (const glyph of codes.match(/.{4}/g) ?? []) text += glyphs.get(glyph) ?? "";
  }
  return text;
}
