/** Words about masking in English; keys are compared with the other languages by a test. */
export default {
  "masked.nationalid": { one: "{count} national id", other: "{count} national ids" },
  "masked.address": { one: "{count} street address", other: "{count} street addresses" },
  "masked.plate": { one: "{count} licence plate", other: "{count} licence plates" },
  "removed.leak": "could have shown a masked value",
  "masking.title": "Try the masking",
  "masking.note": "Paste a text as it stands in an issue. It is masked as the policy in force masks it at this level. Nothing is stored or logged.",
  "masking.text": "Text",
  "masking.example": "Write to bo@example.com or call +44 20 7946 0958.",
  "masking.try": "Mask",
  "masking.result": "The text after masking",
  "masking.found": "Masked: {kinds}.",
  "masking.nothing": "Nothing in this text would be masked.",
  "masking.names_people": "In an item, the names of its people are masked too. Here nobody is known, so names stay.",
  "masking.names_recogniser": "In an item, the names of its people are masked too. Here only the recogniser looks for names.",
  "masking.failed": "The text could not be masked. Try again.",
};
