// Builds what the portal serves from what is kept here: `npm ci && npm run build`.
// Output is committed, so that neither an office nor a test ever needs Node.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "..", "static");

function write(path, text) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${path}  ${text.length}  gz ${gzipSync(text, { level: 9 }).length}`);
}

function copy(from, to) {
  const file = join(target, to);
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(join(modules, from), file);
}

// A hashed static storage refuses a file that points to a source map it cannot find.
const withoutMap = (text) => text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");

function stylesheet() {
  const { css } = sass.compile(join(here, "scss", "portal.scss"), {
    style: "compressed",
    charset: false,
    loadPaths: [modules],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "mixed-decls"],
    logger: { warn() {}, debug: console.log },
  });
  write("css/portal.css", `${css}\n`);
}

function sprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const symbols = names.map((line) => {
    const [name, file = name] = line.split("="); // "plus=plus-lg": our name, the drawing's name
    const svg = readFileSync(join(modules, "bootstrap-icons", "icons", `${file}.svg`), "utf8");
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
    return `<symbol id="${name}" viewBox="0 0 16 16">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  write(
    "icons.svg",
    `<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n${symbols.join("\n")}\n</svg>\n`,
  );
}

function scripts() {
  const read = (path) => withoutMap(readFileSync(join(modules, path), "utf8"));
  write("vendor/htmx.min.js", read("htmx.org/dist/htmx.min.js"));
  write("vendor/tom-select.min.js", read("tom-select/dist/js/tom-select.base.min.js"));
}

function fonts() {
  for (const weight of [400, 500, 600]) {
    for (const subset of ["latin", "vietnamese"]) {
      const name = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      copy(`@fontsource/be-vietnam-pro/files/${name}`, `fonts/be-vietnam-pro-${subset}-${weight}.woff2`);
    }
  }
}

function licences() {
  copy("@fontsource/be-vietnam-pro/LICENSE", "fonts/OFL-be-vietnam-pro.txt");
  copy("bootstrap/LICENSE", "vendor/LICENSE-bootstrap.txt");
  copy("bootstrap-icons/LICENSE", "vendor/LICENSE-bootstrap-icons.txt");
  copy("htmx.org/LICENSE", "vendor/LICENSE-htmx.txt");
  copy("tom-select/LICENSE", "vendor/LICENSE-tom-select.txt");
}

fonts();
licences();
scripts();
sprite();
stylesheet();
