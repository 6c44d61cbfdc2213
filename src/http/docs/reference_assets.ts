// What the reference page adds to Swagger UI: how it is started, and how it is dressed to look like
// the other pages, in light and in dark, on wide screens and on phones.

/** Runs in the browser. */
export const start = `
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
SwaggerUIBundle({
  url: "/openapi.json",
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
`;

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#0a6e4f"/>
<path d="M18 4 8 18h6l-1 10 11-15h-7z" fill="#fff"/>
</svg>
`;

export const dress = `
#reference { max-width: 76rem; margin: 0 auto }
.swagger-ui, .swagger-ui .opblock-tag, .swagger-ui .info .title, .swagger-ui .btn,
.swagger-ui .opblock .opblock-summary-description { font-family: system-ui, sans-serif }
`;
