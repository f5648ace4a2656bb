/**
 * Keys: which there are, how old, and how each is renewed. The page never has a secret; a public key can be copied.
 *
 * @typedef {{id: string, pem: string, created_at: string, retired_at: string | null}} Signing
 * @typedef {{signing: Signing[], may_rotate: boolean, encryption: number, encrypted_again_at: string | null,
 *   installations: {product: string, set_at: string}[], pseudonyms: string | null, engines: string[],
 *   own_engines: {engine: string, set_at: string}[]}} Keys
 */
import { copyText } from "./clipboard.js";
import { button, h } from "./dom.js";
import { timed as timedPhrase } from "./view-time.js";

/** @type {import("./admin-sections.js").Section} */
export async function keysSection({ words, api, say, resize }) {
  const node = h("div");

  /** @param {string} key @param {string} at @param {Record<string, any>} [values] */
  const timed = (key, at, values = {}) => timedPhrase(key, at, words, values);

  /** @param {string} name @param {...(Node | string | false)} parts */
  const part = (name, ...parts) => h("section", { "aria-labelledby": `keys-${name}` }, h("h3", { id: `keys-${name}` }, words.t(`keys.${name}`)),
    h("p", { class: "note" }, words.t(`keys.${name}_note`)), ...parts);

  /** @param {Signing} key @returns {HTMLElement} */
  function signing(key) {
    const copy = button(words.t("keys.copy"), async () => say(words.t(await copyText(key.pem) ? "keys.copied" : "keys.not_copied")), { class: "link" });
    copy.setAttribute("aria-label", words.t("keys.copy_of", { key: key.id }));
    return h("li", null, h("code", null, key.id), " ", h("span", { class: "lozenge" }, words.t(key.retired_at ? "keys.retired" : "keys.signs")), " ",
      h("span", { class: "note" }, ...timed("keys.made", key.created_at), ...(key.retired_at ? [" ", ...timed("keys.retired_at", key.retired_at)] : [])), " ", copy);
  }

  /** Two steps, since it cannot be taken back. */
  function renewer() {
    const slot = h("div", { class: "bar" });
    const ask = () => {
      const sure = button(words.t("keys.renew_sure"), async () => {
        try {
          draw(await api.call("/operations/keys/signing", "POST"));
          say(words.t("keys.renewed"));
        } catch {
          slot.replaceChildren(h("p", { class: "fault", role: "alert" }, words.t("keys.not_renewed")));
          resize();
        }
      }, { class: "button primary" });
      slot.replaceChildren(h("p", { class: "grow" }, words.t("keys.renew_what")), sure, button(words.t("keys.renew_not"), calm, { class: "button quiet" }));
      sure.focus();
      resize();
    };
    const calm = () => { slot.replaceChildren(button(words.t("keys.renew"), ask)); resize(); };
    calm();
    return slot;
  }

  /** Whose keys open engines; the site's own with their age and how each is taken away. @param {Keys} keys */
  function engineKeys({ engines, own_engines: own }) {
    const command = (/** @type {string} */ text) => h("code", null, `vouch engines ${text}`);
    return [
      h("p", { class: "subtle" }, engines.length ? words.t("keys.engine_shared", { engines: words.list(engines) }) : words.t("keys.engine_none")),
      own.length ? h("ul", { class: "bullets", role: "list" }, own.map(({ engine, set_at: at }) =>
        h("li", null, h("b", null, engine), " ", h("span", { class: "note" }, ...timed("keys.engine_own", at), " ", words.t("keys.engine_remove"), " "), command(`remove-key ${engine}`))))
        : h("p", { class: "subtle" }, words.t("keys.engine_own_none")),
      h("p", { class: "subtle gap-small" }, words.t("keys.engine_set"), " ", command("set-key"), " ", words.t("keys.engine_set_how")),
    ];
  }

  /** @param {Keys} keys */
  function draw(keys) {
    const newest = [...keys.signing].reverse();
    node.replaceChildren(
      part("signing", h("ul", { class: "bullets", role: "list" }, newest.map(signing)),
        keys.may_rotate ? renewer() : h("p", { class: "subtle gap-small" }, words.t("keys.shared"), " ", h("code", null, "vouch audit rotate-key"))),
      part("encryption", h("p", { class: "subtle" }, words.t("keys.encryption_count", { count: keys.encryption }), " ",
        ...(keys.encrypted_again_at ? timed("keys.encrypted_again", keys.encrypted_again_at) : [words.t("keys.encrypted_never")]), " ", h("code", null, "vouch secrets rotate"))),
      part("installations", h("ul", { class: "bullets", role: "list" }, keys.installations.map(({ product, set_at: at }) =>
        h("li", null, ...timed("keys.set", at, { product: words.t(`places.product_${product}`) }))))),
      part("pseudonyms", h("p", { class: "subtle" }, keys.pseudonyms ? words.t("keys.pseudonyms_of", { quarter: keys.pseudonyms }) : words.t("keys.pseudonyms_none"))),
      part("engine_keys", ...engineKeys(keys)),
    );
    resize();
  }

  draw(await api.call("/operations/keys"));
  return node;
}
