/**
 * Limits of the policy, and who approves what a rule holds for review, edited in the draft.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {import("./policy-model.js").Approver} Approver
 */
import { button, freshId, h } from "./dom.js";
import { LEVELS } from "./policy-model.js";

/** @param {Admin} the @returns {HTMLElement} */
export function limitsView(the) {
  const { words, draft } = the;
  const limits = () => (draft.document().limits ??= {});
  return h("div", null,
    numberField("item_tokens", limits().item_tokens, the, (value) => set(limits(), "item_tokens", value)),
    numberField("runs_per_hour", limits().runs_per_hour, the, (value) => set(limits(), "runs_per_hour", value)),
    numberField("hours", draft.document().approvers?.hours, the, (value) => set((draft.document().approvers ??= {}), "hours", value)),
    h("h3", null, words.t("limits.approvers")), h("p", { class: "note" }, words.t("limits.approvers_note")), approversView(the), teamsView(the));
}

/** @param {Record<string, any>} target @param {string} name @param {number | null} value */
function set(target, name, value) {
  if (value === null) delete target[name];
  else target[name] = value;
}

/** @param {string} name @param {number | undefined} value @param {Admin} the @param {(value: number | null) => void} take */
function numberField(name, value, { words, draft }, take) {
  const [id, hint] = [freshId(name), freshId("hint")];
  const field = /** @type {HTMLInputElement} */ (h("input", { id, type: "number", min: 1, inputmode: "numeric", "aria-describedby": hint, value: value ?? "" }));
  field.addEventListener("input", () => {
    const typed = Number.parseInt(field.value, 10);
    take(Number.isFinite(typed) && typed > 0 ? typed : null);
    draft.changed();
  });
  return h("div", { class: "field" }, h("label", { for: id }, words.t(`limits.${name}`)), field, h("p", { id: hint, class: "note" }, words.t(`limits.${name}_hint`)));
}

/** Who approves, for everything and by level. @param {Admin} the @returns {HTMLElement} */
function approversView(the) {
  const { words, api, draft, resize } = the;
  const node = h("div");
  /** @type {{person: string, name: string}[]} */
  let people = [];

  /** @param {string} scope a level, or "" for the organisation. @returns {Approver[]} */
  const of = (scope) => {
    const said = draft.document().approvers ?? {};
    return (scope ? said.levels?.[scope] : said.organisation) ?? [];
  };

  /** @param {string} scope @param {Approver[]} listed */
  function put(scope, listed) {
    const said = (draft.document().approvers ??= {});
    if (!scope) said.organisation = listed;
    else (said.levels ??= {})[scope] = listed;
    draft.changed();
    draw();
  }

  /** @param {Approver} one */
  const nameOf = (one) => one.team ? draft.document().teams?.[one.team]?.name || one.team : people.find(({ person }) => person === one.person)?.name || words.t("limits.somebody");

  /** @param {string} scope */
  function row(scope) {
    const label = scope ? words.t(`level.${scope}`) : words.t("limits.everywhere");
    const listed = of(scope);
    const add = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": words.t("limits.add_to", { scope: label }) },
      h("option", { value: "" }, words.t("limits.add")),
      Object.entries(draft.document().teams ?? {}).map(([team, { name }]) => h("option", { value: `team:${team}` }, name || team)),
      people.map(({ person, name }) => h("option", { value: `person:${person}` }, name || words.t("limits.somebody")))));
    add.addEventListener("change", () => {
      const colon = add.value.indexOf(":");
      const chosen = { [add.value.slice(0, colon)]: add.value.slice(colon + 1) };
      if (add.value && !listed.some((one) => JSON.stringify(one) === JSON.stringify(chosen))) put(scope, [...listed, chosen]);
    });
    return h("tr", null, h("th", { scope: "row" }, label),
      h("td", null, listed.length ? h("ul", { class: "chips", role: "list" }, listed.map((one, at) => h("li", null, nameOf(one), " ",
        button(words.t("limits.remove"), () => put(scope, listed.filter((_, index) => index !== at)), { class: "link", "aria-label": words.t("limits.remove_of", { who: nameOf(one), scope: label }) }))))
        : h("span", { class: "subtle" }, words.t(scope ? "limits.as_everywhere" : "limits.nobody"))),
      h("td", null, add));
  }

  function draw() {
    node.replaceChildren(h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.t("limits.approvers") },
      h("table", { class: "matrix" }, h("tbody", null, ["", ...LEVELS].map(row)))));
    resize();
  }

  draw();
  api.call("/policy/candidates").then((/** @type {{people: {person: string, name: string}[]}} */ found) => { people = found.people; draw(); }, () => {});
  draft.listen(() => node.isConnected && draw());
  return node;
}

/** Teams are Atlassian groups: a name here, and the group's id. @param {Admin} the @returns {HTMLElement} */
function teamsView({ words, draft, say }) {
  const [nameId, groupId, hint] = ["team", "group", "hint"].map(freshId);
  const name = /** @type {HTMLInputElement} */ (h("input", { id: nameId, maxlength: 40 }));
  const group = /** @type {HTMLInputElement} */ (h("input", { id: groupId, maxlength: 128, "aria-describedby": hint }));
  const add = button(words.t("limits.team_add"), () => {
    const said = name.value.trim(), key = said.toLowerCase().replace(/[^a-z0-9_.-]+/g, "-").replace(/^[^a-z0-9]+/, "").slice(0, 40);
    if (!key || !group.value.trim()) return;
    (draft.document().teams ??= {})[key] = { group: group.value.trim(), name: said };
    name.value = group.value = "";
    draft.changed();
    say(words.t("limits.team_added", { team: said }));
  });
  return h("details", null, h("summary", null, words.t("limits.team_new")),
    h("div", { class: "field" }, h("label", { for: nameId }, words.t("limits.team_name")), name),
    h("div", { class: "field" }, h("label", { for: groupId }, words.t("limits.team_group")), group, h("p", { id: hint, class: "note" }, words.t("limits.team_hint"))),
    h("div", { class: "bar" }, add));
}
