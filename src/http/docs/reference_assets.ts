// What the reference page adds to Swagger UI: how it is started, and how it is dressed to look like
// the other pages, in light and in dark, on wide screens and on phones.

/**
 * Runs in the browser. An example stands in a parameter's text: as Swagger UI takes it, it would be
 * sent by "Try it out", and nobody has an object of that id.
 */
export const start = `
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

const asText = (example) => typeof example === "string" ? example : JSON.stringify(example);
function tell(parameter) {
  if (!("example" in parameter)) return;
  parameter.description += " Example: \\u0060" + asText(parameter.example) + "\\u0060.";
  delete parameter.example;
  // A map would be filled with made-up keys.
  if (parameter.schema.type === "object") parameter.example = {};
}

const show = (spec) => SwaggerUIBundle({
  spec,
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});

fetch("/openapi.json").then((answer) => answer.json()).then((spec) => {
  for (const methods of Object.values(spec.paths)) {
    for (const { parameters } of Object.values(methods)) parameters.forEach(tell);
  }
  Object.values(spec.components.parameters).forEach(tell);
  show(spec);
});
`;

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#0a6e4f"/>
<path d="M18 4 8 18h6l-1 10 11-15h-7z" fill="#fff"/>
</svg>
`;

/** Swagger UI in our colours. Every rule is more particular than the one that it replaces. */
export const dress = `
html { background: var(--paper) }
html #reference .swagger-ui { background: none }
#reference { max-width: 76rem; margin: 0 auto; padding-bottom: 4rem }
#reference .swagger-ui, #reference .swagger-ui :is(
  h1, h2, h3, h4, h5, p, a, li, label, button, input, select, table, .opblock-tag, .btn,
  .opblock-summary-description, .parameter__name, .response-col_status, .tab li
) { font-family: system-ui, sans-serif }
#reference .swagger-ui :is(code, pre, .opblock-summary-path, .opblock-summary-path a, .microlight,
  .parameter__type) {
  font-family: var(--mono);
}
#reference .swagger-ui .wrapper { padding: 0 1.25rem; max-width: none }
#reference .swagger-ui .info { margin: 1.75rem 0 1rem }
#reference .swagger-ui .info hgroup.main { margin: 0 }
#reference .swagger-ui .info .title { font-size: 1.9rem; color: var(--ink) }
#reference .swagger-ui .info :is(.info__summary, .info__license, .title small) { display: none }
#reference .swagger-ui :is(.info p, .info li, .markdown p, .renderedMarkdown p, .opblock-tag small,
  .opblock-summary-description, .opblock-description-wrapper p, td, th, label, .parameter__name) {
  color: var(--ink);
}
#reference .swagger-ui a, #reference .swagger-ui .info a { color: var(--accent) }
#reference .swagger-ui :is(.markdown, .renderedMarkdown) code, #reference .swagger-ui p code {
  color: var(--ink); background: var(--tint); font-weight: 500; padding: .1em .3em;
}
#reference .swagger-ui .scheme-container {
  background: none; box-shadow: none; margin: 0; padding: 0 0 1rem;
}
#reference .swagger-ui .servers-title, #reference .swagger-ui .servers { display: none }
#reference .swagger-ui .filter .operation-filter-input {
  border: 1px solid var(--line); border-radius: .4rem; background: var(--raised);
  color: var(--ink); margin: 0 0 1rem;
}
#reference .swagger-ui .opblock-tag {
  border-bottom: 1px solid var(--line); color: var(--ink); font-size: 1.15rem; gap: .75rem;
}
#reference .swagger-ui .opblock-tag small { font-size: .9rem; padding: 0; color: var(--soft) }
#reference .swagger-ui .opblock {
  background: var(--raised); border: 1px solid var(--line); box-shadow: none; margin: 0 0 .5rem;
}
#reference .swagger-ui .opblock .opblock-summary { border-color: var(--line) }
#reference .swagger-ui .opblock .opblock-section-header {
  background: var(--tint); box-shadow: none; min-height: 0;
}
#reference .swagger-ui .opblock .opblock-section-header h4 { color: var(--ink) }
#reference .swagger-ui .opblock .tab-header .tab-item.active h4 span::after {
  background: var(--accent);
}
#reference .swagger-ui .opblock .opblock-summary-method {
  background: none; color: var(--soft); text-shadow: none; min-width: 4.5rem; text-align: left;
  font-family: var(--mono); padding-left: .5rem;
}
#reference .swagger-ui .opblock.opblock-post .opblock-summary-method { color: var(--accent) }
#reference .swagger-ui .opblock.opblock-delete .opblock-summary-method { color: #c2410c }
#reference .swagger-ui .opblock .opblock-summary-path { color: var(--ink); font-weight: 500 }
#reference .swagger-ui .opblock .opblock-summary-path a { color: inherit }
#reference .swagger-ui :is(.parameter__in, .parameter__type) { color: var(--soft) }
#reference .swagger-ui .btn.authorize, #reference .swagger-ui .btn.authorize svg {
  color: var(--accent); border-color: var(--accent); fill: var(--accent);
}
#reference .swagger-ui .btn.execute {
  background: var(--accent); border-color: var(--accent); color: var(--raised);
}
/* Every refusal is the same object: its codes are what differs. */
#reference .swagger-ui .response:not([data-code="200"]) :is(.response-controls, .model-example,
  .headers-wrapper), #reference .swagger-ui .response-col_links,
#reference .swagger-ui .response-control-media-type__accept-message { display: none }
#reference .swagger-ui section.models { border-color: var(--line) }
#reference .swagger-ui section.models.is-open h4, #reference .swagger-ui section.models h4 {
  border-color: var(--line); color: var(--ink);
}
@media (max-width: 40rem) {
  #reference .swagger-ui .wrapper { padding: 0 .75rem }
  #reference .swagger-ui .opblock-tag { flex-wrap: wrap; padding-right: 0 }
  #reference .swagger-ui .opblock-tag small { flex-basis: 100% }
  #reference .swagger-ui .opblock .opblock-summary { flex-wrap: wrap }
  #reference .swagger-ui .opblock .opblock-summary-path {
    max-width: 100%; word-break: break-all; padding: 0;
  }
  #reference .swagger-ui .opblock .opblock-summary-description { display: none }
  #reference .swagger-ui :is(table.parameters, table.parameters > tbody, table.parameters tr,
    table.parameters td, table.responses-table, table.responses-table > tbody,
    table.responses-table > tbody > tr,
    table.responses-table > tbody > tr > td:not(.response-col_links)) {
    display: block; width: auto; max-width: 100%;
  }
  #reference .swagger-ui :is(table.parameters, table.responses-table) > thead { display: none }
  #reference .swagger-ui table.parameters :is(input, select, textarea) { max-width: 100% }
}
`;
