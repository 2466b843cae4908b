/** The reference as one page: no script, nothing fetched from elsewhere, the browser's own unfolding. */
import type { Described, OpenApi, Response } from "./openapi.ts";
import { nameOf, type Components, type Schema } from "./schemas.ts";
import { style } from "./style.ts";

export function pageOf(api: OpenApi): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ ...described, path, method })),
  );
  const groups = api.tags.map(({ name }) => ({
    name,
    of: operations.filter(({ tags }) => tags[0] === name),
  }));
  const { schemas, responses } = api.components;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Holdfast API</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the reference</a>
<nav aria-label="Reference">
<p class="brand"><a href="#content">Holdfast API</a> <small>${text(api.info.version)}</small></p>
${groups.map(({ name, of }) => `<p>${text(name)}</p>\n<ul>${of.map(link).join("")}</ul>`).join("\n")}
<p>Shapes</p>
<ul>${Object.keys(schemas).map(shapeLink).join("")}</ul>
</nav>
<main id="content" tabindex="-1">
<h1>Holdfast API</h1>
${paragraphs(api.info.description)}
<p>The same as <a href="/openapi.json">OpenAPI 3.1</a>, for tools.</p>
${groups.map(({ name, of }) => `<h2>${text(name)}</h2>\n${of.map((one) => section(one, responses)).join("\n")}`).join("\n")}
<h2>Shapes</h2>
${shapes(schemas)}
</main>
</body>
</html>
`;
}

type Placed = Described & { readonly path: string; readonly method: string };

const link = ({ operationId, summary, method }: Placed): string =>
  `<li><a href="#${operationId}"><span>${text(summary)}</span> <abbr class="${method}">${method}</abbr></a></li>`;
const shapeLink = (name: string): string => `<li><a href="#shape-${name}">${name}</a></li>`;

function section(operation: Placed, shared: OpenApi["components"]["responses"]): string {
  const { operationId, summary, description, method, path, parameters, requestBody, responses } = operation;
  const body = Object.values(requestBody?.content ?? {})[0];
  const each = Object.entries(responses).map(([status, response]) => {
    const name = (response as { $ref?: string }).$ref?.split("/").at(-1);
    return [Number(status), name === undefined ? response : shared[name]!] as const;
  });
  const answer = Object.values(each.find(([status]) => status < 300)?.[1].content ?? {})[0];
  return `<section id="${operationId}" aria-labelledby="${operationId}-title">
<h3 id="${operationId}-title"><a href="#${operationId}">${text(summary)}</a></h3>
<p class="route"><abbr class="${method}">${method}</abbr> <code>${path.replaceAll("/", "/<wbr>")}</code></p>
${paragraphs(description)}
${parameters.length > 0 ? rows(parameters.map(({ name, schema, required, description: about, in: where }) => [name, schema, required, about ?? "", where])) : ""}
${body ? `<details><summary>Request <code>${kind(body.schema)}</code></summary>${sample(body.example)}</details>` : ""}
<details><summary>Answer <code>${each[0]?.[0]}${answer ? ` ${kind(answer.schema)}` : ""}</code></summary>${answer ? sample(answer.example) : "<p>Nothing but headers.</p>"}</details>
<details><summary>Problems <small>${each
    .slice(1)
    .map(([status]) => status)
    .join(" ")}</small></summary>${problems(each.slice(1))}</details>
</section>`;
}

const problems = (each: readonly (readonly [number, Response])[]): string =>
  `<dl>${each.map(([status, { description }]) => `<dt>${status}</dt><dd>${paragraphs(description)}</dd>`).join("")}</dl>`;

type Row = readonly [name: string, schema: Schema, required: boolean, about: string, where: string];
const rows = (of: readonly Row[]): string =>
  `<div class="wide"><table><tbody>${of
    .map(
      ([name, schema, required, about, where]) =>
        `<tr><th scope="row"><code>${name}</code>${required ? " <small>required</small>" : ""}</th><td>${text(where)}</td><td>${kind(schema)}${limits(schema)}${about ? `<br>${inline(about)}` : ""}</td></tr>`,
    )
    .join("")}</tbody></table></div>`;

const shapes = (schemas: Components): string =>
  Object.entries(schemas)
    .map(([name, schema]) => {
      const choices = schema.oneOf ?? [schema];
      const tables = choices.map(({ properties = {}, required = [] }) =>
        rows(
          Object.entries(properties).map(([field, part]) => [
            field,
            part,
            required.includes(field),
            part.description ?? "",
            "",
          ]),
        ),
      );
      const about = schema.description === undefined ? "" : paragraphs(schema.description);
      return `<section id="shape-${name}"><h3><a href="#shape-${name}">${name}</a></h3>${about}${tables.join("<p>or</p>")}</section>`;
    })
    .join("\n");

function kind(schema: Schema): string {
  if (schema.$ref !== undefined) return `<a href="#shape-${nameOf(schema)}">${nameOf(schema)}</a>`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(kind).join(" or ");
  if (schema.enum) return schema.enum.map((one) => `<code>${text(String(one))}</code>`).join(" ");
  if (schema.const !== undefined) return `<code>${text(JSON.stringify(schema.const))}</code>`;
  if (schema.items) return `list of ${kind(schema.items)}`;
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, part]) => `${name}: ${kind(part)}`);
    return `{ ${fields.join(", ")} }`;
  }
  return text(String(schema.format ?? schema.type ?? "anything"));
}

function limits({ minimum, maximum, pattern, default: usual }: Schema): string {
  const said = [
    minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : "",
    minimum !== undefined && maximum === undefined ? `at least ${minimum}` : "",
    pattern === undefined ? "" : `<code>${text(pattern)}</code>`,
    usual === undefined ? "" : `usually <code>${text(JSON.stringify(usual))}</code>`,
  ].filter(Boolean);
  return said.length > 0 ? `, ${said.join(", ")}` : "";
}

const sample = (value: unknown): string =>
  `<pre tabindex="0"><code>${text(JSON.stringify(value, undefined, 2))}</code></pre>`;

const text = (plain: string): string =>
  plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const inline = (plain: string): string => text(plain).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
const paragraphs = (plain: string): string =>
  plain
    .split("\n\n")
    .map((one) => `<p>${inline(one)}</p>`)
    .join("\n");
