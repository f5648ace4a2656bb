/**
 * The peer of bench/panel.py: a page that atlassian-connect-express lets in by token and query-string hash, a thousand
 * sites in SQLite; and a plain Express hello. Takes PORT and FOLDER from the environment.
 */
const fs = require("fs");
const path = require("path");

const folder = process.env.FOLDER;
const port = Number(process.env.PORT);
const base = `http://127.0.0.1:${port}`;
process.chdir(folder); // the framework reads its descriptor and its settings from here
fs.writeFileSync(
  "atlassian-connect.json",
  JSON.stringify({ key: "peer", name: "peer", baseUrl: base, authentication: { type: "jwt" }, modules: {} }),
);
fs.writeFileSync(
  "config.json",
  JSON.stringify({
    production: {
      port, localBaseUrl: base, errorTemplate: false,
      store: { adapter: "sequelize", dialect: "sqlite", storage: path.join(folder, "peer.sqlite"), logging: false },
    },
  }),
);

const express = require("express");

const app = express();
app.use(express.urlencoded({ extended: true })); // the framework looks for a token in the body too
const addon = require("atlassian-connect-express")(app, { logger: { log() {}, info() {}, warn() {}, error() {}, debug() {} } });

app.use(addon.middleware());
app.get("/hello", (request, response) => response.send("<!doctype html><title>hello</title><p>hello"));
app.get("/panel", addon.authenticate(), (request, response) => {
  response.send(`<!doctype html><title>panel</title><main data-token="${response.locals.token}">panel</main>`);
});

/** @param {number} number */
function site(number) {
  const clientKey = `client-${number}`;
  const val = { clientKey, sharedSecret: "s".repeat(40), baseUrl: `https://site-${number}.atlassian.net`, key: "peer" };
  return { clientKey, key: "clientInfo", val };
}

(async () => {
  const first = site(0);
  await addon.settings.set(first.key, first.val, first.clientKey); // waits until the tables are there
  await addon.settings.schema.models.AddonSetting.bulkCreate(Array.from({ length: 999 }, (_, index) => site(index + 1)));
  app.listen(port, "127.0.0.1");
})();
