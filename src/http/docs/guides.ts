// The guides: Markdown in docs/guides, rendered once when the server starts. A heading is a place
// that links lead to; what is not Markdown in them is shown as text.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Marked, type Tokens } from "marked";
import { errorCodes } from "../../lib/errors.ts";
import { escaped, type Link, type Page } from "./page.ts";

const folder = join(import.meta.dirname, "../../../docs/guides");

/** In the order in which they are read. */
export const guideNames = [
  ...(["quickstart", "requests", "policies", "sessions", "reservations", "billing"] as const),
  ...(["chargers", "reports", "webhooks", "test_clocks"] as const),
] as const;

export type Guide = Page & {
  /** The guide's first paragraph, as text. */
  readonly lead: string;
};

export const guides = (): readonly Guide[] =>
  guideNames.map((name) => guideOf(name, readFileSync(join(folder, `${name}.md`), "utf8")));

/** The place of a heading in its page. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** `# Title`, then the lead, then sections under `##`. */
export function guideOf(name: string, text: string): Guide {
  const contents: Link[] = [];
  let title = "";
  let lead = "";
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth, text: plain }: Tokens.Heading) {
        const inner = this.parser.parseInline(tokens);
        if (depth === 1) {
          title = plain;
          return `<h1>${inner}</h1>\n`;
        }
        const id = slug(plain);
        if (depth === 2) contents.push({ href: `#${id}`, text: plain.replaceAll("`", "") });
        return `<h${depth} id="${id}"><a href="#${id}">${inner}</a></h${depth}>\n`;
      },
      paragraph({ tokens, text: plain }: Tokens.Paragraph) {
        const inner = this.parser.parseInline(tokens);
        if (lead !== "") return `<p>${inner}</p>\n`;
        lead = plain.replaceAll("`", "");
        return `<p class="lead">${inner}</p>\n`;
      },
      code({ text: code, lang }: Tokens.Code) {
        const kind = lang === "json" ? ' class="answer"' : "";
        return `<pre${kind} tabindex="0"><code>${escaped(code)}</code></pre>\n`;
      },
      codespan({ text: code }: Tokens.Codespan) {
        const shown = `<code>${escaped(code)}</code>`;
        return Object.hasOwn(errorCodes, code)
          ? `<a href="/docs/errors#${code}">${shown}</a>`
          : shown;
      },
      html: ({ text: raw }: Tokens.HTML | Tokens.Tag) => escaped(raw),
    },
    hooks: {
      // A wide table scrolls by itself, not with the page.
      postprocess: (html: string) =>
        html
          .replaceAll("<table>", '<div class="scroll"><table>')
          .replaceAll("</table>", "</table></div>"),
    },
  });
  const body = marked.parse(text, { async: false });
  return { href: `/docs/${name}`, title, lead, body, contents };
}
