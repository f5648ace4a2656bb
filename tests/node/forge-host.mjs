// A page of a site around a Forge app's frame: what a product's page does for @forge/bridge, in the smallest form that
// works. The remote is the plugin; the proxy at ./remote stands for Forge, which adds the proof of who calls.
const asked = new URLSearchParams(location.search);
const [module, user, app] = ["module", "user", "app"].map((name) => asked.get(name));
const place = Object.fromEntries(["product", "issue", "content"].filter((name) => asked.has(name)).map((name) => [name, asked.get(name)]));

/** What the test reads. */
const told = { navigated: [], opened: [], flags: [], modals: [], closed: 0, reloaded: 0, emitted: [], invoked: [] };
window.told = told;

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

const opened = await post("/sandbox/page-url", { module, user, ...place });
const frame = document.createElement("iframe");
frame.setAttribute("sandbox", "allow-downloads allow-forms allow-modals allow-same-origin allow-scripts");
frame.className = "forge";
frame.src = `${app}/${module}/index.html`;
const mode = () => document.documentElement.dataset.colorMode;

const answers = {
  getContext: () => ({
    accountId: opened.user.accountId, cloudId: "c", siteUrl: location.origin, localId: "l", moduleKey: module,
    locale: asked.get("locale") ?? "en_US", timezone: "UTC", environmentType: "DEVELOPMENT", extension: { type: "x" },
  }),
  async invoke(input) {
    told.invoked.push(input);
    const { token } = await post("/sandbox/token", { frame: opened.frame });
    const answer = await post("/real-forge/remote", { ...input, page: opened.url, token });
    if (answer.status === 401) throw new Error("the remote answered 401");
    return answer.status < 300 ? { success: true, payload: answer } : { success: false, error: answer };
  },
  navigate({ url, type }) { (type === "new-tab" ? told.opened : told.navigated).push(url); },
  reload() { told.reloaded += 1; },
  showFlag(flag) { told.flags.push(flag); return true; },
  openModal({ onClose, ...modal }) { told.modals.push(modal); return true; },
  close() { told.closed += 1; return true; },
  emit({ event }) { told.emitted.push(event); },
  on({ event, callback }) { (listeners[event] ??= []).push(callback.function); },
  enableTheming() { send({ mode: mode() }); },
};
const listeners = {};
const send = (message) => frame.contentWindow.postMessage(message, app);
window.ring = (event) => listeners[event]?.forEach((callback) => send({ callback, payload: null }));

addEventListener("message", async ({ origin, source, data }) => {
  if (origin !== app || source !== frame.contentWindow) return;
  try {
    send({ answer: data.call, value: await answers[data.name](data.payload) });
  } catch (fault) {
    send({ answer: data.call, error: fault.message });
  }
});
document.documentElement.dataset.colorMode = asked.get("mode") ?? "light";
document.getElementById("dark").addEventListener("click", () => {
  document.documentElement.dataset.colorMode = "dark";
  send({ mode: mode() });
});
document.getElementById("place").append(frame);
