/** Follows the host's colours on pages that need nothing else. */
import { createHost } from "./host.js";

createHost().theme();
