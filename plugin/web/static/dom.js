/**
 * Elements without markup strings: text goes in as text, so nothing that anybody wrote can become an element.
 * There are no style attributes and no inline handlers either (the content security policy forbids both).
 */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Make an element.
 *
 * @param {string} tag name of the element.
 * @param {Record<string, any> | null} [props] `class`, `on` (event name -> listener), `dataset`, else attributes;
 *   `true` sets an empty attribute, `false`, `null` and `undefined` leave it out.
 * @param {...(Child | Child[])} children strings become text nodes; falsy ones are left out.
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "dataset") {
      Object.assign(element.dataset, value);
    } else if (name === "style" || name.startsWith("on")) {
      throw new Error(`${name} is not allowed here`);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(.../** @type {(Node | string)[]} */ (children.flat().filter((child) => child || child === "")));
  return element;
}

/**
 * A button of type `button`.
 *
 * @param {string} label
 * @param {(event: MouseEvent) => void} onClick
 * @param {Record<string, any>} [props]
 * @returns {HTMLButtonElement}
 */
export function button(label, onClick, props = {}) {
  const { on, ...rest } = props;
  const all = { type: "button", class: "button", ...rest, on: { ...on, click: onClick } };
  return /** @type {HTMLButtonElement} */ (h("button", all, label));
}

/**
 * A button that shows an icon; its name is for those who hear it and those who hover.
 *
 * @param {string} icon
 * @param {string} label
 * @param {() => void} onClick
 * @param {Record<string, any>} [props]
 * @returns {HTMLButtonElement}
 */
export function iconButton(icon, label, onClick, props = {}) {
  const made = button("", onClick, { class: "button quiet icon-only", "aria-label": label, title: label, ...props });
  made.append(svg(icon));
  return made;
}

const SHAPES = {
  thumb: "M5 7l3-5c1 0 1.8.8 1.6 1.8L9.2 6H13a1 1 0 011 1.2l-1 5A1 1 0 0112 13H5zM2 7h3v6H2z",
  flag: "M3 14V2h9l-2 3.5L12 9H3",
  done: "M3 8l3.5 3.5L13 5",
  copy: "M6 5h7v9H6zM10 5V2H3v9h3",
  lock: "M4 7.5h8V14H4zM5.5 7.5V5a2.5 2.5 0 015 0v2.5",
  people: "M6 7.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 3a2.2 2.2 0 010 4.3M12 9.8c1.6.5 2.5 1.9 2.5 3.7",
  swap: "M3 5.5h9L9.5 3M13 10.5H4L6.5 13",
  clock: "M8 14A6 6 0 108 2a6 6 0 000 12zM8 4.5V8l2.3 1.6",
  close: "M4 4l8 8M12 4l-8 8",
  stop: "M5.6 2h4.8L14 5.6v4.8L10.4 14H5.6L2 10.4V5.6zM5 8h6",
  warning: "M8 2.2L14.6 13.5H1.4zM8 6.5v3.2M8 11.2v.6",
  pending: "M8 12.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9z",
  running: "M8 3.5A4.5 4.5 0 113.5 8",
};

/**
 * An icon, drawn; hidden from those who hear the page, since a word always stands beside it.
 *
 * @param {string} name a key of `SHAPES`.
 * @param {string} [className]
 * @returns {SVGElement}
 */
export function svg(name, className = "") {
  const ns = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(ns, "svg");
  const attributes = { viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) image.setAttribute(key, value);
  image.setAttribute("class", `icon ${className}`.trim());
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", SHAPES[/** @type {keyof typeof SHAPES} */ (name)]);
  image.append(path);
  return image;
}

let counter = 0;

/**
 * An id that no other element of this page has.
 *
 * @param {string} stem
 * @returns {string}
 */
export function freshId(stem) {
  counter += 1;
  return `${stem}-${counter}`;
}
