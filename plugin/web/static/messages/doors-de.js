/** Was über den Zugang schiefgehen kann, auf Deutsch. */
export default {
  "error.no_person.title": "Melden Sie sich an, um Vouch zu nutzen",
  "error.no_person.text": "Vouch liest nur mit Ihren Rechten, mit einem Atlassian-Konto. Gäste und Kunden eines Portals haben hier keines.",
  "error.site_not_served.title": "Dieser Server ist nicht für Ihre Site da",
  "error.site_not_served.text": "Die App Ihrer Site zeigt auf einen Vouch-Server, der andere bedient. Bitten Sie Ihren Administrator, die Adresse Ihres eigenen einzutragen.",
  "error.not_installed.title": "Vouch wird von dieser Site entfernt",
  "error.not_installed.text": "Fragen Sie Ihren Administrator, ob die App installiert ist. Laden Sie dann die Seite neu.",
  "error.invocation_keys_unreachable.title": "Vouch kann nicht prüfen, wer fragt",
  "error.invocation_keys_unreachable.text": "Die Schlüssel von Atlassian sind gerade nicht erreichbar. Versuchen Sie es in einer Minute noch einmal.",
  "error.host_settling.title": "Atlassian richtet Vouch noch ein",
  "error.host_settling.text": "Vouch wurde vor wenigen Minuten installiert, und seine Rechte sind vielleicht noch unterwegs. Bleibt es dabei, dürfen Sie den Vorgang nicht öffnen.",
  "health.part_installation": "Installation",
  "health.installation_settling": "Vouch wurde vor wenigen Minuten installiert.",
  "health.installation_settling_next": "Atlassian vergibt vielleicht noch Rechte. Wird jemand abgewiesen, bitten Sie um einen neuen Versuch in zehn Minuten.",
  "health.installation_ok": "In Betrieb.",
};
