/** Words about masking in German; keys are compared with the other languages by a test. */
export default {
  "masked.nationalid": { one: "{count} Personenkennziffer", other: "{count} Personenkennziffern" },
  "masked.address": { one: "{count} Anschrift", other: "{count} Anschriften" },
  "masked.plate": { one: "{count} Kennzeichen", other: "{count} Kennzeichen" },
  "removed.leak": "hätte eine verdeckte Angabe zeigen können",
};
