// The kinds of nodes and marks in Atlassian's schema, as one JSON line for each line that comes in.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const { definitions } = JSON.parse(readFileSync(require.resolve("@atlaskit/adf-schema/dist/json-schema/v1/full.json"), "utf8"));
const kinds = { nodes: new Set(), marks: new Set() };
for (const [name, { properties }] of Object.entries(definitions)) {
  const into = name.endsWith("_mark") ? kinds.marks : kinds.nodes;
  for (const kind of properties?.type?.enum ?? []) into.add(kind);
}
const answer = JSON.stringify({ nodes: [...kinds.nodes], marks: [...kinds.marks] });
for await (const _ of createInterface({ input: process.stdin })) process.stdout.write(answer + "\n");
