/** What went wrong with an engine, in English: the reference that the other languages are compared with (a test). */
export default {
  "error.engine_unreachable.title": "The engine is away",
  "error.engine_unreachable.text": "Its provider does not answer. Nothing was kept. Try again in a minute.",
  "error.engine_rate_limited.title": "The engine is busy",
  "error.engine_rate_limited.text": "Its provider takes no more requests for the moment. Nothing was kept.",
  "error.engine_cut_off.title": "The answer broke off",
  "error.engine_cut_off.text": "A part of a summary can mislead, so nothing of it is shown. Try again.",
  "error.engine_answer_invalid.title": "The answer could not be read",
  "error.engine_answer_invalid.text": "The engine did not answer in the form that can be checked. Nothing was kept.",
  "error.engine_refused.title": "The engine declined",
  "error.engine_refused.text": "It would not answer about this content. Nothing was kept.",
  "error.engine_unsafe.title": "The answer was not safe to show",
  "error.engine_unsafe.text": "Text in this item tried to steer the engine. Nothing was kept, and the record says so.",
  "error.engine_misconfigured.title": "The engine is not set up correctly",
  "error.engine_misconfigured.text": "Its provider refuses us. Ask your administrator.",
};
