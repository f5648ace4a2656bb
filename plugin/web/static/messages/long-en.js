/** Words of long items, and of what is new since somebody last looked. */
export default {
  "stage.writing.part": "Reading part {part} of {parts}",
  "coverage.engine_shortened": { one: "{count} part was shortened: its beginning and end were read.", other: "{count} parts were shortened: their beginnings and ends were read." },
  "why.engine_shortened": "A single block that is very long, such as a log, is given to the engine without its middle.",
};
