// Canonical requests and query-string hashes by Atlassian's own library, for JSON lines of {method, url, base}.
import { createInterface } from "node:readline";
import jwt from "atlassian-jwt";

for await (const line of createInterface({ input: process.stdin })) {
  const { method, url, base } = JSON.parse(line);
  const request = jwt.fromMethodAndUrl(method, url);
  const canonical = jwt.createCanonicalRequest(request, false, base);
  const hash = jwt.createQueryStringHash(request, false, base);
  process.stdout.write(JSON.stringify({ canonical, hash }) + "\n");
}
