// Atlassian's schema and Atlassian's validator on documents (JSON lines); prints one JSON line of faults each.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const Ajv = require("ajv-draft-04");
const { validator } = require("@atlaskit/adf-utils/validator");

const schema = JSON.parse(readFileSync(require.resolve("@atlaskit/adf-schema/dist/json-schema/v1/full.json"), "utf8"));
const bySchema = new Ajv({ strict: false }).compile(schema);
const byValidator = validator(undefined, undefined, { mode: "strict" });

for await (const line of createInterface({ input: process.stdin })) {
  const document = JSON.parse(line);
  const faults = [];
  if (!bySchema(document)) {
    faults.push("schema: " + bySchema.errors.slice(0, 2).map((e) => `${e.instancePath} ${e.message}`).join("; "));
  }
  try {
    const { valid } = byValidator(document);
    if (!valid) faults.push("validator: not valid");
  } catch (error) {
    faults.push("validator: " + (error?.message ?? "no reason given"));
  }
  process.stdout.write(JSON.stringify(faults) + "\n");
}
