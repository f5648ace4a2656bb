/** The words of problems with the way in, in English. */
export default {
  "error.no_person.title": "Sign in to use Vouch",
  "error.no_person.text": "Vouch reads only as you, with an Atlassian account. Guests and customers of a portal have none here.",
  "error.site_not_served.title": "This server is not for your site",
  "error.site_not_served.text": "The app on your site points at a Vouch server that serves others. Ask your administrator to enter the address of your own.",
  "error.not_installed.title": "Vouch is being removed from this site",
  "error.not_installed.text": "Ask your administrator whether it is installed. Then reload this page.",
  "error.invocation_keys_unreachable.title": "Vouch cannot check who is asking",
  "error.invocation_keys_unreachable.text": "Atlassian's keys cannot be reached at the moment. Try again in a minute.",
  "error.host_settling.title": "Atlassian is still setting Vouch up",
  "error.host_settling.text": "Vouch was installed minutes ago, and its permissions may still be on their way. If this stays so, you may not open the item.",
  "health.part_installation": "Installation",
  "health.installation_settling": "Vouch was installed minutes ago.",
  "health.installation_settling_next": "Atlassian may still be giving it its permissions. If people are refused, ask them to try again in ten minutes.",
  "health.installation_ok": "In use.",
};
