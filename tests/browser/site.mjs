// Checks a built site: markup of every page; in the browser each kind of page at its usual and at its longest.
// node site.mjs FOLDER; exits 1 where anything is wrong.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const root = path.resolve(process.argv[2]);
const widths = (process.env.SITE_WIDTHS ?? "320,768,1280").split(",").map(Number);
const schemes = (process.env.SITE_SCHEMES ?? "light,dark").split(",");
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const OF_COLOUR = ["color-contrast", "link-in-text-block"]; // all that can differ in the second colour scheme
const KB = 1024;
const HEAVIEST = Number(process.env.SITE_HTML_KB ?? 50) * KB;

let wrong = 0;
const said = new Map();
function bad(check, where, what) {
  wrong += 1;
  said.set(check, (said.get(check) ?? 0) + 1);
  if (said.get(check) <= 12) console.log(`FAIL  ${check}  ${where}  ${what}`);
}
async function part(name, run) {
  const start = Date.now();
  const before = wrong;
  const note = (await run()) ?? "";
  console.log(`${wrong === before ? "ok  " : "FAIL"}  ${name}  ${note}  (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}

// -- which pages ------------------------------------------------------------------------------------------------------

const files = fs.readdirSync(root, { recursive: true }).map((f) => f.split(path.sep).join("/"));
const all = files.filter((f) => f.endsWith(".html")).sort();
const size = new Map(all.map((f) => [f, fs.statSync(path.join(root, f)).size]));
const text = (f) => fs.readFileSync(path.join(root, f), "utf8");
const isRedirect = (f) => size.get(f) < 2000 && /http-equiv="refresh"/.test(text(f));

const KINDS = [
  ["home", /^index\.html$/], ["missing", /^404\.html$/],
  ["recap", /^recaps\/(?!page\/)[^/]+\/[^/]+\/index/], ["article", /^articles\/(?!page\/)[^/]+\/[^/]+\/index/],
  ["session", /^conferences\/[^/]+\/[^/]+\/[^/]+\/index/], ["edition", /^conferences\/[^/]+\/[^/]+\/index/],
  ["conference", /^conferences\/[^/]+\/index/], ["topic", /^topics\/[^/]+\/index/],
  ["speaker", /^speakers\/[^/]+\/index/], ["organization", /^organizations\/[^/]+\/index/],
  ["archive-year", /^archive\/[^/]+\/index/], ["language", /^languages\/[^/]+\/index/],
  ["list", /^(conferences|topics|speakers|organizations|recaps|articles|archive|languages|explore|search)\/index/],
  ["page", /^[^/]+\/index/], ["later", /\/page\/\d+\/index/],
];

function samples() {
  const byKind = new Map(KINDS.map(([kind]) => [kind, []]));
  for (const file of all) {
    if (isRedirect(file)) continue;
    const kind = /\/page\/\d+\/index/.test(file) ? "later" : KINDS.find(([, pattern]) => pattern.test(file))?.[0];
    if (kind) byKind.get(kind).push(file);
  }
  const chosen = [];
  for (const [kind, found] of byKind) {
    if (kind === "list") chosen.push(...found);
    else {
      const bySize = [...found].sort((a, b) => size.get(a) - size.get(b) || (a < b ? -1 : 1));
      const picks = [bySize[bySize.length >> 1], bySize.at(-1)].filter(Boolean);
      // A picture of a kind that the two don't have.
      const drawn = found.find((f) => ["topic", "speaker", "conference"].includes(kind) && text(f).includes('class="chart'));
      chosen.push(...new Set([...picks, ...(drawn ? [drawn] : [])]));
    }
  }
  return chosen;
}
const sampled = samples();
const url = (file) => "/" + encodeURI(file.replace(/(^|\/)index\.html$/, "$1"));

// -- without a browser ------------------------------------------------------------------------------------------------

await part("html-validate", async () => {
  const config = JSON.parse(fs.readFileSync(new URL("htmlvalidate.json", import.meta.url), "utf8"));
  const validator = new HtmlValidate(config);
  // Every page of a site of usual size; of a large one the samples and every so many.
  const step = Math.ceil(all.length / 600);
  const checked = all.filter((f, i) => i % step === 0 || sampled.includes(f));
  for (const file of checked) {
    const report = await validator.validateString(text(file), file);
    for (const result of report.results)
      for (const m of result.messages) bad("html", file, `${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
  }
  return `${checked.length} of ${all.length} pages`;
});

await part("weight", () => {
  const styles = files.filter((f) => /^assets\/.*\.css$/.test(f)).map((f) => fs.readFileSync(path.join(root, f)));
  const scripts = files.filter((f) => /^assets\/.*\.js$/.test(f)).map((f) => fs.readFileSync(path.join(root, f)));
  const zipped = (list) => list.reduce((sum, data) => sum + gzipSync(data, { level: 9 }).length, 0);
  const largest = all.reduce((a, b) => (size.get(a) >= size.get(b) ? a : b));
  if (zipped(scripts) > 10 * KB) bad("weight", "assets", `scripts are ${zipped(scripts)} bytes gzipped`);
  if (zipped(styles) > 15 * KB) bad("weight", "assets", `style sheets are ${zipped(styles)} bytes gzipped`);
  if (size.get(largest) > HEAVIEST) bad("weight", largest, `${size.get(largest)} bytes`);
  const records = files.filter((f) => f.startsWith("search/records/"));
  const heaviest = Math.max(0, ...records.map((f) => gzipSync(fs.readFileSync(path.join(root, f))).length));
  const first = heaviest + gzipSync(fs.readFileSync(path.join(root, "search/files.json"))).length;
  if (first > 300 * KB) bad("weight", "search", `a first query of ${first} bytes gzipped`);
  const above = all.filter((f) => size.get(f) > 50 * KB).length;
  const raw = styles.reduce((sum, data) => sum + data.length, 0);
  return `css ${raw} (${zipped(styles)} gz), js ${zipped(scripts)} gz, largest page ${size.get(largest)} ` +
    `(${gzipSync(fs.readFileSync(path.join(root, largest))).length} gz, ${largest}), ${above} above 50 KB, ` +
    `first query <= ${first} gz of ${records.length} files`;
});

// -- in the browser ---------------------------------------------------------------------------------------------------

const { origin, close } = await serve(root);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});

// A page that tells of every error, and of every request that leaves the site.
async function open(context, file) {
  const page = await context.newPage();
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && bad("console", file, m.text()));
  page.on("pageerror", (e) => bad("console", file, e.message));
  page.on("request", (r) => r.url().startsWith(origin) || r.url().startsWith("data:") || bad("third party", file, r.url()));
  page.on("response", (r) => r.status() >= 400 && bad("missing", file, r.url()));
  await page.goto(origin + (file.startsWith("/") ? file : url(file)));
  return page;
}
const context = (options = {}) =>
  browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });

async function accessible(page, where, rules = RULES) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate((only) => axe.run({ resultTypes: ["violations"], runOnly: only }), rules);
  for (const v of found.violations)
    bad("axe", where, `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 140)} ${v.nodes[0].failureSummary.split("\n")[1] ?? ""}`);
}

async function sideways(page, where) {
  const over = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
    return [`${document.documentElement.scrollWidth} px wide`, ...out.slice(0, 3).map((e) => e.outerHTML.slice(0, 90))];
  });
  if (over.length) bad("sideways", where, over.join(" | "));
}

await part("axe, console, sideways scrolling", async () => {
  const waiting = [...sampled];
  const worker = async () => {
    const scope = await context();
    for (let file; (file = waiting.pop()); ) {
      const page = await open(scope, file);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = false)));
        await sideways(page, `${file} ${width}`);
        // What is folded away has to be right, too.
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        await sideways(page, `${file} ${width} unfolded`);
        // What may differ in the second scheme is colour, and that at the ends.
        for (const scheme of [0, widths.length - 1].includes(widths.indexOf(width)) ? schemes : schemes.slice(0, 1)) {
          await page.emulateMedia({ colorScheme: scheme });
          await accessible(page, `${file} ${width} ${scheme}`, scheme === schemes[0] ? RULES : OF_COLOUR);
        }
      }
      await page.close();
    }
    await scope.close();
  };
  await Promise.all([worker(), worker(), worker()]);
  return `${sampled.length} pages, ${widths.join(" and ")} px, ${schemes.join(" and ")}`;
});

// -- walks ------------------------------------------------------------------------------------------------------------

// A speaker who is on this site, and a session whose title does not name its topic, to look for.
const found = files.filter((f) => f.startsWith("search/records/")).map((f) => JSON.parse(text(f)));
const records = found.flatMap((kinds) => (kinds.speaker ?? []).map(([name, address]) => ({ name, address })));
const told = found.flatMap((kinds) => kinds.session ?? []).find(([title, , , , , , , topics = ""]) =>
  /^[A-Z][a-z]{5,}$/.test(topics) && !title.toLowerCase().includes(topics.toLowerCase().slice(0, 4)));
const wanted = records.find(({ name }) => /^[A-Za-z]{3,} [A-Za-z]{4,}$/.test(name));
const focused = (page) => page.evaluate(() => ({
  tag: document.activeElement.tagName, href: document.activeElement.getAttribute("href"), name: document.activeElement.name,
}));
const expect = (truth, where, what) => truth || bad("walk", where, what);

if (wanted)
  await part("search by keyboard", async () => {
    const scope = await context();
    const last = wanted.name.split(" ")[1];
    for (const file of ["index.html", sampled.find((f) => f.startsWith("conferences/")) ?? "index.html"]) {
      const page = await open(scope, file);
      await page.keyboard.press("/");
      expect((await focused(page)).name === "q", file, "`/` does not lead to the field");
      await page.keyboard.type(last.slice(0, 4).toUpperCase(), { delay: 20 });
      await page.waitForSelector(".found a", { timeout: 5000 }).catch(() => bad("walk", file, `nothing found for ${last}`));
      await page.keyboard.type(last.slice(4));
      await page.waitForTimeout(700);
      const told = await page.textContent("form [role=status]");
      expect(/\d|One|result/.test(told), file, `a screen reader is told '${told}'`);
      await accessible(page, `${file} with results`);
      await page.keyboard.press("ArrowDown");
      const first = await focused(page);
      expect(first.tag === "A", file, "arrow down does not lead to the first result");
      await page.keyboard.press("ArrowUp");
      expect((await focused(page)).name === "q", file, "arrow up does not lead back to the field");
      await page.keyboard.press("ArrowUp");
      expect((await focused(page)).tag === "A", file, "arrow up does not lead to the last result");
      await page.keyboard.press("Escape");
      expect((await focused(page)).name === "q", file, "Esc does not lead back to the field");
      await page.keyboard.press("Escape");
      expect(await page.locator(".found").isHidden(), file, "Esc does not close the results");
      await page.keyboard.press("Escape");
      expect((await page.inputValue("[name=q]")) === "", file, "a third Esc does not empty the field");
      await page.keyboard.type(wanted.name, { delay: 5 });
      await page.waitForSelector(`.found a[href="${wanted.address}"]`, { timeout: 5000 }).catch(() => bad("walk", file, `${wanted.name} is not found`));
      await page.keyboard.press("ArrowDown");
      const aim = (await focused(page)).href;
      await page.keyboard.press("Enter");
      await page.waitForURL(origin + aim, { timeout: 5000 }).catch(() => bad("walk", file, `Enter does not open ${aim}`));
      await page.close();
    }
    const page = await open(scope, "index.html");
    await page.keyboard.press("/");
    await page.keyboard.type(last);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\/\?q=/, { timeout: 5000 }).catch(() => bad("walk", "index.html", "Enter does not lead to /search/"));
    await page.waitForSelector(".results a");
    await page.waitForTimeout(700);
    await accessible(page, "search with results");
    expect(await page.locator(".ways").isHidden(), "search", "ways in stand beside results");
    await page.selectOption("[name=kind]", "speaker");
    await page.waitForTimeout(800);
    const links = await page.$$eval(".results a", (found) => found.map((a) => a.getAttribute("href")));
    expect(links.length > 0 && links.every((href) => href.startsWith("/speakers/")), "search", `speakers only gives ${links}`);
    expect(page.url().includes("kind=speaker"), "search", "the filter is not in the address");
    await page.reload();
    await page.waitForSelector(".results a");
    expect((await page.inputValue("[name=kind]")) === "speaker", "search", "the address does not bring the filter back");
    await page.fill("[name=q]", "zzxqj");
    await page.waitForFunction(() => /words/.test(document.querySelector("main [role=status]").textContent), { timeout: 5000 }).catch(() => bad("walk", "search", "it is not said that nothing is found"));
    expect((await page.locator(".results a").count()) === 0, "search", "something is found for zzxqj");
    await page.fill("[name=q]", `zzxqj ${wanted.name}`);
    await page.waitForSelector(`.results a[href="${wanted.address}"]`, { timeout: 5000 }).catch(() => bad("walk", "search", "one wrong word hides what the others find"));
    await page.waitForTimeout(700);
    expect(/words.*\d|words.*One/.test(await page.textContent("main .status")), "search", "it is not said that a word is missing");
    await page.fill("[name=q]", "");
    await page.waitForTimeout(100);
    expect(await page.locator(".ways").isVisible(), "search", "the ways in do not come back");
    await scope.close();
    return wanted.name;
  });

if (told)
  await part("search by topic and language", async () => {
    const [title, address, year, , , , , topic] = told;
    const scope = await context();
    const asked = new URLSearchParams({ q: `${topic} ${title}`, kind: "session", year });
    const page = await open(scope, `/search/?${asked}`);
    const link = page.locator(`.results a[href="${address}"]`);
    await link.waitFor({ timeout: 5000 }).catch(() => bad("walk", "search", `${title} is not found by its topic, ${topic}`));
    expect((await page.locator(`.results li:has(a[href="${address}"])`).innerText()).includes(topic), "search", `${topic} does not stand with ${title}`);
    const codes = await page.$$eval("[name=lang] option[value]:not([value=''])", (all) => all.map((one) => one.value));
    if (codes.length) {
      const counts = [];
      for (const code of codes) {
        await page.goto(`${origin}/search/?${new URLSearchParams({ q: title, kind: "session", lang: code })}`);
        await page.waitForFunction(() => document.querySelector("main .status").textContent);
        counts.push(await page.locator(`.results a[href="${address}"]`).count());
      }
      expect(counts.filter(Boolean).length === 1, "search", `${title} is found in ${counts.filter(Boolean).length} languages of ${codes}`);
    }
    await scope.close();
    return `${topic}; ${codes.length} languages`;
  });

if (files.includes("search/text/pagefind.js"))
  await part("full text", async () => {
    // A long word of a post, as it stands below a heading.
    const post = sampled.find((f) => f.startsWith("recaps/") && /<h2 id=/.test(text(f)));
    const words = text(post).split('class="prose e-content"')[1].replace(/<[^>]*>/g, " ").match(/\b[a-z]{7,12}\b/g);
    const word = [...words].sort((a, b) => b.length - a.length)[0];
    const scope = await context();
    const page = await open(scope, `/search/?q=${word}`);
    await page.waitForSelector(".texts a", { timeout: 8000 }).catch(() => bad("walk", "search", `${word} is in no text`));
    expect((await page.locator(".texts mark").count()) > 0, "search", `${word} is not marked`);
    const links = await page.$$eval(".texts a", (all) => all.map((a) => a.getAttribute("href")));
    expect(links.some((href) => href.startsWith("/recaps/")), "search", `${word} leads to ${links}`);
    await page.waitForTimeout(300);
    expect(/\d|One/.test(await page.textContent(".texts [role=status]")), "search", "a screen reader is not told of texts");
    await accessible(page, "search with texts");
    await page.locator(".texts a").first().click();
    await page.waitForURL((now) => !now.pathname.startsWith("/search/"), { timeout: 5000 }).catch(() => bad("walk", "search", "a text does not open"));
    const sent = files.filter((f) => /^search\/text\/(pagefind.*\.js|wasm\.en\.)/.test(f)).map((f) => gzipSync(fs.readFileSync(path.join(root, f))).length);
    await scope.close();
    return `${word}; scripts and program ${sent.reduce((a, b) => a + b, 0)} gz`;
  });

await part("search folds words as the files do", async () => {
  const scope = await context();
  const page = await open(scope, "index.html");
  const script = files.find((f) => /^assets\/search\..*\.js$/.test(f));
  const given = JSON.parse(fs.readFileSync(new URL("words.json", import.meta.url), "utf8"));
  const got = await page.evaluate(async ([path, texts]) => {
    const { wordsOf, keyOf } = await import(path);
    return texts.map((t) => [wordsOf(t), keyOf(wordsOf(t).at(-1) ?? "")]);
  }, [`/${script}`, given.map((one) => one.text)]);
  given.forEach((one, i) => {
    expect(JSON.stringify(got[i]) === JSON.stringify([one.words, one.key]), one.text, `is folded to ${JSON.stringify(got[i])}`);
  });
  await scope.close();
  return `${given.length} texts`;
});

await part("keyboard: skip link, visible focus", async () => {
  const scope = await context();
  const page = await open(scope, "index.html");
  if (await page.evaluate(() => document.activeElement !== document.body)) await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Tab");
  expect((await focused(page)).href === "#main", "index.html", "the first Tab does not lead to the skip link");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement.id === "main"), "index.html", "the skip link does not skip");
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    });
    expect(seen, "index.html", `focus ${n + 1} cannot be seen: ${JSON.stringify(await focused(page))}`);
  }
  await scope.close();
});

await part("without JavaScript", async () => {
  const scope = await context({ javaScriptEnabled: false });
  const page = await open(scope, "index.html");
  await page.fill("[name=q]", "anything");
  await page.press("[name=q]", "Enter");
  await page.waitForURL(/\/search\/\?q=anything/);
  expect(await page.locator("noscript p").isVisible(), "search", "it is not said that searching needs JavaScript");
  expect(await page.locator(".filters").isHidden(), "search", "filters are shown that can't work");
  for (const way of ["/topics/", "/conferences/", "/speakers/"])
    expect((await page.locator(`main a[href^="${way}"]`).count()) > 0, "search", `no way in to ${way}`);
  const charts = await open(scope, "explore/index.html");
  const marks = await charts.locator(".chart svg a").count();
  const cells = await charts.locator(".chart table a").count();
  expect(marks > 0 && cells > 0, "explore", `${marks} marks, ${cells} links in tables`);
  for (const file of sampled.filter((f) => f.startsWith("conferences/")).slice(-1)) {
    const shown = await open(scope, file);
    expect((await shown.innerText("main")).length > 40, file, "there is nothing to read");
  }
  await scope.close();
});

await part("nothing is kept, nothing moves", async () => {
  for (const reducedMotion of ["reduce", "no-preference"]) {
    const scope = await context({ reducedMotion });
    for (const file of ["index.html", "search/index.html", sampled.find((f) => f.startsWith("conferences/")) ?? "index.html"]) {
      const page = await open(scope, file);
      const kept = await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length].join(" "));
      expect(kept === " 0 0" && !(await scope.cookies()).length, file, `keeps something: ${kept}`);
      const moves = await page.evaluate(() => {
        const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((r) => !(r instanceof CSSMediaRule) || matchMedia(r.conditionText).matches);
        const moving = [...document.querySelectorAll("*")].filter((e) => {
          const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(e);
          return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior === "smooth";
        });
        const words = rules.map((r) => r.cssText).join("\n");
        return { views: /@view-transition/.test(words), moving: moving.map((e) => e.outerHTML.slice(0, 60)) };
      });
      if (reducedMotion === "reduce") expect(!moves.views && !moves.moving.length, file, `moves: ${JSON.stringify(moves)}`);
      await page.close();
    }
    await scope.close();
  }
});

await part("print", async () => {
  const scope = await context();
  for (const file of sampled.filter((f) => /^(recaps\/[^/]+\/[^/]+|conferences\/[^/]+\/[^/]+\/[^/]+|explore)\/index/.test(f)).slice(0, 4)) {
    const page = await open(scope, file);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("header.top").isHidden(), file, "the menu is printed");
    expect(await page.evaluate(() => [...document.querySelectorAll("nav")].every((n) => !n.getClientRects().length)), file, "a menu is printed");
    const out = await page.evaluate(() => {
      const link = document.querySelector(".prose a[href^=http], .outward a[href^=http]");
      return link ? getComputedStyle(link, "::after").content : "attr <";
    });
    expect(out.includes("<"), file, `link targets are not printed: ${out}`);
    await page.close();
  }
  await scope.close();
});

await browser.close();
close();
for (const [check, n] of said) console.log(`${n} x ${check}`);
process.exit(wrong ? 1 : 0);
