/** Words about masking in English; keys are compared with the other languages by a test. */
export default {
  "masked.nationalid": { one: "{count} national id", other: "{count} national ids" },
  "masked.address": { one: "{count} street address", other: "{count} street addresses" },
  "masked.plate": { one: "{count} licence plate", other: "{count} licence plates" },
  "removed.leak": "could have shown a masked value",
};
