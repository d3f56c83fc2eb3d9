// Lighthouse, on a telephone: 100 in each category, and its figures for how soon there is something to read.
// node lighthouse.mjs FOLDER; Node 22.19 or newer; exits 1 where a page falls short. The longest page of each kind.
// What depends on how busy the machine is (the score for performance, LCP and TBT) is told, and fails only with SITE_TIMES=yes.
import fs from "node:fs";
import path from "node:path";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { serve } from "./serve.mjs";

const root = path.resolve(process.argv[2]);
const TRIES = 3; // a busy machine makes a page late: what counts is what the page can do
const LIMITS = { "largest-contentful-paint": 1500, "cumulative-layout-shift": 0, "total-blocking-time": 0 };
const SHORT = { "largest-contentful-paint": "LCP ms", "cumulative-layout-shift": "CLS", "total-blocking-time": "TBT ms" };
const KINDS = {
  home: /^index\.html$/, recap: /^recaps\/(?!page\/)[^/]+\/[^/]+\/index/,
  edition: /^conferences\/[^/]+\/[^/]+\/index/, session: /^conferences\/[^/]+\/[^/]+\/[^/]+\/index/,
  speaker: /^speakers\/(?!page\/)[^/]+\/index/, topic: /^topics\/[^/]+\/index/, search: /^search\/index/,
};

const all = fs.readdirSync(root, { recursive: true }).map((f) => f.split(path.sep).join("/")).filter((f) => f.endsWith(".html")).sort();
const size = (file) => fs.statSync(path.join(root, file)).size;
const { origin, close } = await serve(root);
const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"],
});

// As Lighthouse shows them: a shift of less than a thousandth of the window is none.
const thousandths = (n) => Math.round(n * 1000) / 1000;

async function measured(address) {
  const { lhr } = await lighthouse(address, { port: chrome.port, output: "json", logLevel: "silent" });
  if (lhr.runtimeError) return { scores: [], figures: [], falls: [lhr.runtimeError.message], reached: false };
  const scores = Object.values(lhr.categories).map((c) => [c.title, Math.round(c.score * 100)]);
  const figures = Object.keys(LIMITS).map((id) => [id, thousandths(lhr.audits[id].numericValue ?? NaN)]);
  const falls = Object.values(lhr.categories).flatMap((c) => c.auditRefs)
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`);
  const timed = (name) => ["Performance", "largest-contentful-paint", "total-blocking-time"].includes(name);
  const short = [
    ...scores.filter(([, n]) => n < 100), ...figures.filter(([id, n]) => !(n <= LIMITS[id])),
  ].map(([name]) => name);
  const slow = process.env.SITE_TIMES !== "yes" && short.every(timed);
  return { scores, figures, falls: [...new Set(falls)], reached: short.length === 0, slow };
}

let wrong = 0;
try {
  for (const [kind, pattern] of Object.entries(KINDS)) {
    const file = all.filter((f) => pattern.test(f)).reduce((a, b) => (size(a) >= size(b) ? a : b));
    const start = Date.now();
    let result;
    for (let n = 0; n < TRIES && !result?.reached; n++)
      result = await measured(`${origin}/${encodeURI(file.replace(/index\.html$/, ""))}`);
    if (!result.reached && !result.slow) wrong += 1;
    const told = [
      result.reached ? "ok  " : result.slow ? "slow" : "FAIL", `lighthouse ${kind}`, result.scores.map(([, n]) => n).join(" "),
      result.figures.map(([id, n]) => `${SHORT[id]} ${n}`).join(", "),
      result.reached ? "" : result.falls.join(", "), `(${((Date.now() - start) / 1000).toFixed(1)} s)`, file,
    ];
    console.log(told.filter(Boolean).join("  "));
  }
} finally {
  await chrome.kill();
  close();
}
process.exit(wrong ? 1 : 0);
