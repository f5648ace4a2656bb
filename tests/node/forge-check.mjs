// Atlassian's own judgement of Forge manifests, offline: each folder named on the command line holds a manifest.yml.
// Prints {folder: [sentence]} as JSON. The validator reads the folder that it stands in, so each gets its turn.
import { createRequire } from "node:module";

const { ProcessorBuilder, ValidationTypes } = createRequire(import.meta.url)("@forge/manifest");
const found = {};
for (const folder of process.argv.slice(2)) {
  process.chdir(folder);
  const result = await ProcessorBuilder.instance().withValidation(ValidationTypes.FULL).build().process();
  const faults = (result.errors ?? []).map(({ level, line, message }) => `${level} in line ${line}: ${message}`);
  found[folder] = result.success || faults.length ? faults : ["refused without a reason"];
}
process.stdout.write(JSON.stringify(found));
