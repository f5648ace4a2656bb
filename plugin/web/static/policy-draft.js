/**
 * The policy as it is being edited: one draft for all sections, kept while the person goes from one to another. A save
 * is based on the version that was loaded; somebody else's in between is a conflict, never overwritten.
 *
 * @typedef {import("./policy-model.js").Policy} Policy
 * @typedef {{version: number, document: Policy, author: string, at: string | null, seal?: {sealed: boolean, at: string | null}, proposal?: object}} Version
 *
 * @typedef {object} Draft
 * @property {() => Promise<void>} ready loaded, once.
 * @property {() => Promise<void>} reload loaded anew; what was edited is gone.
 * @property {() => Version} version that is in force.
 * @property {() => Policy} document to be edited in place; call `changed` after.
 * @property {() => void} changed
 * @property {() => void} undo back to what is in force.
 * @property {(note?: string) => Promise<Version>} save; with a `proposal` where the change waits, and nothing of it is in force.
 * @property {(listener: () => void) => void} listen to be told of every change.
 */

/**
 * @param {{policy: () => Promise<Version>, putPolicy: (body: {document: object, based_on: number}) => Promise<Version>}} api
 * @returns {Draft}
 */
export function createDraft(api) {
  /** @type {Version | null} */
  let version = null;
  /** @type {Policy | null} */
  let document = null;
  /** @type {Promise<void> | null} */
  let loading = null;
  /** @type {(() => void)[]} */
  const listeners = [];
  const changed = () => listeners.forEach((listener) => listener());

  /** @param {Version} next */
  function take(next) {
    version = next;
    document = structuredClone(next.document);
    changed();
  }

  const reload = async () => take(await api.policy());

  function known() {
    if (!version || !document) throw new Error("the policy is not loaded");
    return { version, document };
  }

  return {
    ready: () => {
      loading ??= reload().catch((fault) => {
        loading = null;
        throw fault;
      });
      return loading;
    },
    reload,
    version: () => known().version,
    document: () => known().document,
    changed,
    undo: () => take(known().version),
    async save(note = "") {
      const body = { document: known().document, based_on: known().version.version, unlisted: true };
      const next = await api.putPolicy(note ? { ...body, note } : body);
      take(next);
      return next;
    },
    listen: (listener) => listeners.push(listener),
  };
}
