/** As whom, and in which colours: both stand in the address, so a link keeps them. */

const root = document.documentElement;

/** @returns {string} `light` or `dark`. */
export const colours = () => (root.dataset.colorMode === "dark" ? "dark" : "light");

/** An address of the site with this page's person and colours. @param {URL} url @returns {string} */
export function withLook(url) {
  const here = new URLSearchParams(location.search);
  for (const name of ["user", "mode", "door"]) {
    const value = here.get(name);
    if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url.href;
}

/** Make the person's list and the colours' button work. */
export function startSwitchers() {
  const people = document.getElementById("user");
  if (people instanceof HTMLSelectElement) people.addEventListener("change", () => people.form?.submit());
  const button = document.getElementById("mode");
  button?.addEventListener("click", () => {
    const mode = colours() === "dark" ? "light" : "dark";
    root.dataset.colorMode = mode;
    button.setAttribute("aria-pressed", String(mode === "dark"));
    keep(mode);
    document.dispatchEvent(new CustomEvent("colours"));
  });
}

/** Write the colours into this page's address, its links and its forms. @param {string} mode */
function keep(mode) {
  history.replaceState(null, "", marked(location.href, mode));
  for (const link of document.links) if (link.origin === location.origin) link.href = marked(link.href, mode);
  for (const form of document.forms) {
    if (form.method === "post") form.action = marked(form.action, mode);
    else hiddenField(form, mode);
  }
}

/** @param {string} address @param {string} mode @returns {string} */
function marked(address, mode) {
  const url = new URL(address);
  if (mode === "dark") url.searchParams.set("mode", mode);
  else url.searchParams.delete("mode");
  return url.href;
}

/** @param {HTMLFormElement} form @param {string} mode */
function hiddenField(form, mode) {
  form.querySelector("input[name=mode]")?.remove();
  if (mode !== "dark") return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "mode", value: mode });
  form.append(field);
}
