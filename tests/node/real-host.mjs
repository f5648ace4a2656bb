// A page of a site around Atlassian's own bridge: what Jira's page adds to it, in the smallest form that works.
//
// The bridge (connect-host.js) brings resize, theming, flags' plumbing, events; a product brings the modules `context`
// and `navigator`, the provider of flags, and the resolver that gives an extension its signed address.
const { AJS, connectHost } = window;
const asked = new URLSearchParams(location.search);
const [issue, user] = [asked.get("issue"), asked.get("user")];
const ADDON = "vouch";
const MODULE = "vouch-context";
const THEME = "light:light dark:dark spacing:spacing typography:typography-modernized";
const RIGHTS =
  "allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts";

/** What the test reads: the frames that were opened, tokens given, and where the app sent the page. */
const told = { frames: [], tokens: 0, navigated: [], flags: [] };
window.told = told;

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** A fresh signed address for an extension; the bridge wants jQuery's kind of promise. */
function resolve(extension) {
  const answer = AJS.$.Deferred();
  post("/sandbox/page-url", { module: extension.key, user, issue }).then(
    (opened) => {
      told.frames.push(opened.frame);
      answer.resolve({ url: opened.url, options: {} });
    },
    (error) => answer.reject({}, { text: error.message }),
  );
  return answer.promise();
}

async function token() {
  told.tokens += 1;
  return (await post("/sandbox/token", { frame: told.frames.at(-1) })).token;
}

// Products answered by callback alone at first, and by promise too since; `?answers=callback` is the older form.
const byCallback = (callback) => void token().then(callback);
const byPromise = () => token();
byPromise.returnsPromise = true;
connectHost.defineModule("context", { getToken: asked.get("answers") === "callback" ? byCallback : byPromise });

connectHost.defineModule("navigator", {
  go(target, context) {
    told.navigated.push([target, context]);
    if (target === "site" && !asked.has("stay")) location.assign(context.relativeUrl);
  },
  reload: () => location.reload(),
});

connectHost.getFrameworkAdaptor().registerModule({
  getModuleRegistrationName: () => "flag",
  isEnabled: () => true,
  getProvider: () => ({
    create({ title, body, type, close }) {
      told.flags.push({ title, body, type, close });
      return { close() {} };
    },
  }),
});

const root = document.documentElement;
root.dataset.theme = THEME;
root.dataset.colorMode = asked.get("mode") ?? "light";
document.getElementById("dark").addEventListener("click", () => { root.dataset.colorMode = "dark"; });

connectHost.registerContentResolver.resolveByExtension(resolve);
document.getElementById("open").addEventListener("click", async () => {
  const options = { autoresize: true, width: "100%", sandbox: RIGHTS };
  let url = asked.get("url") ?? "";
  if (!url) {
    const opened = await post("/sandbox/page-url", { module: MODULE, user, issue });
    told.frames.push(opened.frame);
    ({ url } = opened);
  }
  connectHost.create({ addon_key: ADDON, key: MODULE, url, options }).appendTo("#place");
});
