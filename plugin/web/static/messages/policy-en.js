/** The words of the policy's sections in English: the reference that the other languages are compared with (a test). */
export default {
  "blocked.too_often": "That was the last one for this hour.",
  "blocked.too_often.why": "The policy lets each person ask so many times within an hour. Try again later.",
};
