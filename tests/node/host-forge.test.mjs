// Forge's door: what the host object makes of the bridge's calls, and the API over the remote.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ApiProblem, createApi, SessionExpired } from "../../plugin/web/static/api.js";
import { forgeHost, MOST_BYTES, remoteFetch } from "../../plugin/web/static/host-forge.js";
import { createHost, openDoor } from "../../plugin/web/static/host.js";
import { bootstrap, run, stage } from "./samples.mjs";

afterEach(() => openDoor(null));

/** A bridge that keeps what it was asked; `remote` answers the calls of the API in turn. */
function fake(...remote) {
  const calls = [];
  const said = (name) => (...args) => { calls.push([name, ...args]); return Promise.resolve(); };
  class Modal {
    constructor(options) { this.options = options; }
    open() { return said("modal")(this.options); }
  }
  const bridge = {
    invokeRemote: async (input) => {
      calls.push(["remote", input]);
      const answer = remote.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    view: { close: said("close"), theme: { enable: said("theme") } },
    router: { navigate: said("navigate"), open: said("open"), reload: said("reload") },
    showFlag: said("flag"),
    events: { emit: said("emit"), on: said("on") },
    Modal,
  };
  const host = forgeHost(bridge, { siteUrl: "https://one.atlassian.net/" });
  return { bridge, host, calls };
}

const whole = (body, status = 200) => ({ status, headers: {}, body });
const enveloped = (body, status, headers = {}) => whole({ status, headers, body });
const problem = (code, more = {}) => ({ error: { code, message: code }, ...more });

test("the door that was opened is the host; without one it is Connect's", () => {
  const { host } = fake();
  assert.equal(createHost({}).present, false);
  openDoor(host);
  assert.equal(createHost({}), host);
});

test("the site's own addresses stay in this window, others go to the host's question, and none is a script", async () => {
  const { host, calls } = fake();
  host.openComment("SHOP 1", "7");
  host.openIssue("SHOP-2");
  host.openAddress("https://one.atlassian.net/wiki/spaces/X/pages/1#Heading");
  host.openAddress("https://elsewhere.example/a");
  host.openAddress("javascript:alert(1)");
  await Promise.resolve();
  const ways = calls.filter(([name]) => name !== "close");
  assert.deepEqual(ways, [
    ["navigate", "/browse/SHOP%201?focusedCommentId=7#comment-7"],
    ["navigate", "/browse/SHOP-2"],
    ["navigate", "/wiki/spaces/X/pages/1#Heading"],
    ["open", "https://elsewhere.example/a"],
  ]);
  assert.equal(calls.length - ways.length, 2);
});

test("flags, dialogs, announcements, colours and reloading are the bridge's, and its refusal stops nothing", async () => {
  const { bridge, host, calls } = fake();
  host.flag({ title: "Kept" });
  host.flag({ title: "Lost", body: "why", type: "error" });
  host.openDialog("vouch-write");
  host.announce("vouch-decided");
  host.hear("vouch-decided", () => {});
  host.theme();
  host.reload();
  host.resize();
  assert.deepEqual(calls.slice(0, 4), [
    ["flag", { id: "vouch-1", title: "Kept", description: "", type: "info", isAutoDismiss: true }],
    ["flag", { id: "vouch-2", title: "Lost", description: "why", type: "error", isAutoDismiss: true }],
    ["modal", { resource: "vouch-write", size: "large" }],
    ["emit", "vouch-decided"],
  ]);
  assert.deepEqual(calls.slice(4).map(([name]) => name), ["on", "theme", "reload"]);
  bridge.view.close = () => Promise.reject(new Error("not closable"));
  bridge.showFlag = () => { throw new Error("no flags here"); };
  host.closeDialog();
  host.flag({ title: "x" });
  await new Promise((resolve) => setTimeout(resolve, 0));
});

test("the API goes over the remote: no token and no ticket of ours, an envelope asked for, the body as an object", async () => {
  const { host, calls } = fake(enveloped(bootstrap({ ticket: null }), 200), enveloped(run("queued"), 202));
  const api = createApi({ host });
  await api.bootstrap("context");
  await api.start({ use_case: "summarise" });
  const [read, started] = calls.map(([, input]) => input);
  assert.deepEqual([read.method, read.path, read.body], ["GET", "/api/v1/bootstrap?surface=context", undefined]);
  assert.deepEqual([started.method, started.path, started.body], ["POST", "/api/v1/runs", { use_case: "summarise" }]);
  assert.equal(read.headers["x-vouch-envelope"], "1");
  assert.ok(!("Authorization" in read.headers) && !("X-Vouch-Ticket" in read.headers));
});

test("a refusal keeps its status, code and reasons, in an envelope or as the bridge hands it over", async () => {
  const refusal = problem("refused", { refusal: { reason: "level_denies" } });
  const { host } = fake(enveloped(refusal, 403), whole(refusal, 403));
  const api = createApi({ host });
  for (let times = 0; times < 2; times += 1) {
    const fault = await api.start({ use_case: "summarise" }).catch((caught) => caught);
    assert.ok(fault instanceof ApiProblem);
    assert.deepEqual([fault.status, fault.error.code, fault.refusal], [403, "refused", { reason: "level_denies" }]);
  }
});

test("an answer that looks a little like an envelope is the answer itself", async () => {
  const { host } = fake(whole({ status: 7, body: "x", more: 1 }), whole({ status: "ok", body: 1 }));
  assert.deepEqual(await (await host.fetch("/a")).json(), { status: 7, body: "x", more: 1 });
  assert.deepEqual(await (await host.fetch("/a")).json(), { status: "ok", body: 1 });
});

test("a run is followed by asking, never by a stream", async () => {
  const working = { ...run("running"), stages: [stage(2, "reading")] };
  const { host, calls } = fake(enveloped(working, 200), new Error("timed out"), enveloped(run("finished"), 200));
  const api = createApi({ host, sleep: async () => {} });
  const seen = [];
  const end = await api.follow("run_0123456789abcdef", 1, (one) => seen.push(one.seq));
  assert.equal(end.state, "finished");
  assert.deepEqual(seen, [2]);
  const paths = calls.map(([, input]) => input.path);
  assert.deepEqual(paths, [1, 2, 2].map((seq) => `/api/v1/runs/run_0123456789abcdef?after=${seq}`));
});

test("a rejected call is no connection, and a 401 ends the session after one more try", async () => {
  const { host, calls } = fake(new Error("timed out"), new Error("status 401"), new Error("status 401"), undefined);
  const api = createApi({ host });
  assert.equal((await api.policy().catch((fault) => fault)).error.code, "network");
  await assert.rejects(api.policy(), SessionExpired);
  assert.equal(calls.length, 3);
  assert.equal((await api.policy().catch((fault) => fault)).error.code, "network");
});

test("a body that Forge would not forward is not sent", async () => {
  const { host, calls } = fake();
  const api = createApi({ host });
  const fault = await api.putPolicy({ text: "ä".repeat(MOST_BYTES / 2) }).catch((caught) => caught);
  assert.deepEqual([fault.status, fault.error.code], [413, "body_too_large"]);
  assert.equal(calls.length, 0);
});

test("statuses that no answer can have, empty answers and text come out as answers", async () => {
  const call = remoteFetch(async () => answers.shift());
  const answers = [whole({}, 42), enveloped(null, 204), { body: "a,b\n1,2" }, enveloped("a\n", 200, { "x-vouch-cursor": "7", server: "x" })];
  assert.equal((await call("/a")).status, 502);
  const empty = await call("/a");
  assert.deepEqual([empty.status, await empty.text()], [204, ""]);
  assert.equal(await (await call("/a")).text(), "a,b\n1,2");
  const part = await call("/a");
  assert.deepEqual([await part.text(), part.headers.get("X-Vouch-Cursor"), part.headers.get("server")], ["a\n", "7", null]);
});

test("a call that was given up is not waited for", async () => {
  const call = remoteFetch(() => new Promise(() => {}));
  const stop = new AbortController();
  const waiting = call("/a", { signal: stop.signal });
  stop.abort();
  await assert.rejects(waiting, { name: "AbortError" });
});
