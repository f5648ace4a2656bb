/**
 * Server-sent events out of a body that was fetched (EventSource cannot send our headers).
 * Follows the clause "Parsing an event stream" of the HTML standard, without `retry`.
 */

/**
 * Yield the events of a stream in order.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{event: string, data: string, id: string}>}
 */
export async function* readEvents(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const blocks = rest.replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const parsed = parseEvent(block);
        if (parsed) yield parsed;
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * Read one block of lines; null where it holds comments alone.
 *
 * @param {string} block
 * @returns {{event: string, data: string, id: string} | null}
 */
export function parseEvent(block) {
  const found = { event: "message", id: "" };
  /** @type {string[]} */
  const data = [];
  for (const line of block.split("\n")) {
    if (!line || line.startsWith(":")) continue;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event" || field === "id") found[field] = value;
  }
  return data.length ? { ...found, data: data.join("\n") } : null;
}
