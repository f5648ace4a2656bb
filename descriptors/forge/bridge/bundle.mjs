// One call of esbuild: @forge/bridge as one ES module, on standard output. The argument is a node_modules that has both.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const [modules] = process.argv.slice(2);
const { build } = createRequire(join(modules, "x.js"))("esbuild");
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("entry.js", import.meta.url))],
  nodePaths: [modules],
  bundle: true,
  write: false,
  format: "esm",
  platform: "browser",
  target: "es2022",
  minify: true,
  legalComments: "eof",
  logLevel: "error",
});
process.stdout.write(outputFiles[0].text);
