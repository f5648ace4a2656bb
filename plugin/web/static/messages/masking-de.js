/** Words about masking in German; keys are compared with the other languages by a test. */
export default {
  "masked.nationalid": { one: "{count} Personenkennziffer", other: "{count} Personenkennziffern" },
  "masked.address": { one: "{count} Anschrift", other: "{count} Anschriften" },
  "masked.plate": { one: "{count} Kennzeichen", other: "{count} Kennzeichen" },
  "removed.leak": "hätte eine verdeckte Angabe zeigen können",
  "masking.title": "Maskierung ausprobieren",
  "masking.note": "Fügen Sie einen Text ein, wie er in einem Vorgang steht. Er wird so maskiert, wie es die geltende Richtlinie auf dieser Stufe tut. Nichts wird gespeichert oder protokolliert.",
  "masking.text": "Text",
  "masking.example": "Schreiben Sie an bo@example.com oder rufen Sie +44 20 7946 0958 an.",
  "masking.try": "Maskieren",
  "masking.result": "Der Text nach der Maskierung",
  "masking.found": "Verdeckt: {kinds}.",
  "masking.nothing": "In diesem Text würde nichts verdeckt.",
  "masking.names_people": "In einem Vorgang werden auch die Namen seiner Beteiligten verdeckt. Hier ist niemand bekannt, also bleiben Namen stehen.",
  "masking.names_recogniser": "In einem Vorgang werden auch die Namen seiner Beteiligten verdeckt. Hier sucht nur die Namenserkennung nach Namen.",
  "masking.failed": "Der Text konnte nicht maskiert werden. Versuchen Sie es noch einmal.",
};
