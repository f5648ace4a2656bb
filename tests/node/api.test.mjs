// The panel's client: tokens, tickets, problems, streams and what it does without them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem, createApi, SessionExpired } from "../../plugin/web/static/api.js";
import { parseEvent, readEvents } from "../../plugin/web/static/event-stream.js";
import { bootstrap, run, stage } from "./samples.mjs";

const json = (body, status = 200) => new Response(JSON.stringify(body), { status });
const problem = (code, status, more = {}) => json({ error: { code, message: code }, ...more }, status);
const id = "run_0123456789abcdef";

/** An API over answers given in turn; a function is called, an error is thrown. */
function fake(...answers) {
  const calls = [];
  let tokens = 0;
  const api = createApi({
    host: { token: async () => `token${(tokens += 1)}` },
    ticket: "t1",
    sleep: async () => {},
    fetch: async (url, init) => {
      calls.push({ url, method: init.method ?? "GET", headers: init.headers, body: init.body });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, calls };
}

/** A body that comes in pieces and may break off. */
function pieces(texts, { broken = false } = {}) {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      if (texts.length) controller.enqueue(encoder.encode(texts.shift()));
      else if (broken) controller.error(new TypeError("network"));
      else controller.close();
    },
  });
}

const streamed = (texts, options) => new Response(pieces(texts, options), { headers: { "Content-Type": "text/event-stream" } });
const event = (name, data) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

test("every call carries the token and the ticket, and the ticket is renewed by the bootstrap", async () => {
  const { api, calls } = fake(json(bootstrap()), json(run("queued"), 202));
  await api.bootstrap("context");
  await api.start({ use_case: "summarise" });
  assert.equal(calls[0].url, "../api/v1/bootstrap?surface=context");
  assert.equal(calls[0].headers.Authorization, "JWT token1");
  assert.deepEqual(calls.map((call) => call.headers["X-Vouch-Ticket"]), ["t1", "t2"]);
  assert.equal(calls[1].headers["Content-Type"], "application/json");
});

test("a refused token is renewed once", async () => {
  const { api, calls } = fake(problem("session_expired", 401), json(run("finished")));
  assert.equal((await api.read(id)).state, "finished");
  assert.deepEqual(calls.map((call) => call.headers.Authorization), ["JWT token1", "JWT token2"]);
});

test("a token that is refused twice ends the session", async () => {
  const { api, calls } = fake(problem("session_expired", 401), problem("session_expired", 401));
  await assert.rejects(api.read(id), SessionExpired);
  assert.equal(calls.length, 2);
});

test("a problem keeps its code, its refusal and its details", async () => {
  const refusal = { reason: "level_denies" };
  const { api } = fake(problem("refused", 403, { refusal, run_id: id, details: [{ path: "rules", message: "twice" }] }));
  const fault = await api.start({ use_case: "summarise" }).catch((caught) => caught);
  assert.ok(fault instanceof ApiProblem);
  assert.deepEqual([fault.status, fault.error.code, fault.refusal, fault.runId], [403, "refused", refusal, id]);
  assert.equal(fault.details[0].path, "rules");
});

test("no answer and an answer that is not JSON are problems with codes of their own", async () => {
  const { api } = fake(new TypeError("offline"), new Response("<html>", { status: 502 }));
  assert.equal((await api.policy().catch((fault) => fault)).error.code, "network");
  assert.equal((await api.policy().catch((fault) => fault)).error.code, "unreadable");
});

test("a signal never throws", async () => {
  const { api } = fake(problem("internal", 500), new TypeError("offline"));
  assert.equal(await api.signal({ name: "panel.viewed" }), null);
  assert.equal(await api.signal({ name: "panel.viewed" }), null);
});

test("a stream tells its stages and ends with the run, however it is cut into pieces", async () => {
  const text = `: still here\n\n${event("stage", stage(2, "policy"))}${event("stage", stage(3, "reading"))}${event("end", run("finished"))}`;
  const { api } = fake(streamed([...text.matchAll(/[\s\S]{1,7}/g)].map(String)));
  const seen = [];
  const end = await api.follow(id, 1, (one) => seen.push(one.seq));
  assert.deepEqual(seen, [2, 3]);
  assert.equal(end.state, "finished");
});

test("where streams are busy the run is polled, and no stage is told twice", async () => {
  const { api, calls } = fake(
    problem("streams_busy", 503),
    json(run("working", { stages: [stage(2, "policy")] })),
    json(run("finished", { stages: [stage(2, "policy"), stage(3, "reading")] })),
  );
  const seen = [];
  assert.equal((await api.follow(id, 1, (one) => seen.push(one.seq))).state, "finished");
  assert.deepEqual(seen, [2, 3]);
  assert.deepEqual(calls.slice(1).map((call) => call.url.split("?")[1]), ["after=1", "after=2"]);
});

test("a stream that breaks off is taken up by polling where it ended", async () => {
  const { api, calls } = fake(streamed([event("stage", stage(2, "policy"))], { broken: true }), json(run("cancelled")));
  assert.equal((await api.follow(id, 0, () => {})).state, "cancelled");
  assert.equal(calls[1].url, `../api/v1/runs/${id}?after=2`);
});

test("polling outlives a few failures and then gives up", async () => {
  const { api } = fake(problem("streams_busy", 503), new TypeError("offline"), json(run("finished")));
  assert.equal((await api.follow(id, 0, () => {})).state, "finished");
  const { api: dead } = fake(...Array.from({ length: 9 }, () => new TypeError("offline")));
  assert.equal((await dead.follow(id, 0, () => {}).catch((fault) => fault)).error.code, "network");
});

test("a run that is not there is not polled for", async () => {
  const { api, calls } = fake(problem("run_not_found", 404));
  assert.equal((await api.follow(id, 0, () => {}).catch((fault) => fault)).error.code, "run_not_found");
  assert.equal(calls.length, 1);
});

test("a run that is stopped is told by its own stream", async () => {
  const { api, calls } = fake(json(run("working")));
  await api.stop(id);
  assert.deepEqual([calls[0].url, calls[0].method], [`../api/v1/runs/${id}/stop`, "POST"]);
});

test("events follow the standard: several data lines, comments, missing blanks, carriage returns", async () => {
  assert.deepEqual(parseEvent("event:end\ndata: a\ndata:b\nid: 4"), { event: "end", data: "a\nb", id: "4" });
  assert.equal(parseEvent(": only a comment"), null);
  const events = [];
  for await (const one of readEvents(pieces(["data: ä\r", "\n\r\ndata: b\n\n"]))) events.push(one.data);
  assert.deepEqual(events, ["ä", "b"]);
});
