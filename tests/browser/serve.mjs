// A built site over HTTP as a careful host would serve it: nothing but itself may be loaded, what is missing is 404.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".xml": "application/xml", ".txt": "text/plain", ".ics": "text/calendar",
  ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif",
};

export async function serve(root) {
  // Full text runs WebAssembly of the site's own, and nothing else does.
  const policy = "default-src 'self'" + (fs.existsSync(path.join(root, "search/text")) ? "; script-src 'self' 'wasm-unsafe-eval'" : "");
  const server = http.createServer((request, response) => {
    let file = path.join(root, path.normalize(decodeURIComponent(new URL(request.url, "http://site").pathname)));
    if (file.endsWith(path.sep)) file += "index.html";
    const found = fs.existsSync(file) && fs.statSync(file).isFile();
    if (!found) file = path.join(root, "404.html");
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const zipped = /text|json|xml|svg/.test(type) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    const body = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.from("");
    response.writeHead(found ? 200 : 404, {
      "content-type": type,
      "content-security-policy": policy,
      ...(zipped ? { "content-encoding": "gzip" } : {}),
    });
    response.end(zipped ? gzipSync(body) : body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
