// Search without a server: finds records by the beginnings of their words, in files that are fetched when needed.
//
// The site has many small files of records, by how words begin ("w-kub.json"), and one that names them ("files.json").
// Which one a query needs can be told from its letters alone, so a first answer costs two requests on a site of any
// size. docs/search.md describes the files; src/recapgen/search.py writes them and folds words just as we do here.
//
// Results are plain links in lists. Focus moves into them by arrow keys, so that every way of opening a link works.

const VERSION = 1;
const SHORT = 5; // results of each kind under the field in a page's head
const LONG = 10; // and on the search page, before somebody asks for more
const PAUSE = 500; // ms without typing before a screen reader is told how many there are

// -- words: the same as in src/recapgen/search.py --------------------------------------------------------------------

const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
const UNSPACED = /([\u0e00-\u0eff\u3005-\u30ff\u3400-\u9fff]+)/g; // scripts without spaces between words
const LONGEST = 6; // so many characters of such a word's beginning have a file's name
const SIGNS = "abcdefghijklmnopqrstuvwxyz234567";

export function fold(text) {
  return text
    .replace(/['’‘ʼ]/g, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (c) => PLAIN[c])
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(UNSPACED, " $1 ")
    .trim()
    .replace(/ +/g, " ");
}

const parts = (text) => fold(text).split(" ").filter(Boolean);
const unspaced = (word) => word.search(UNSPACED) === 0;

export function wordsOf(text) {
  return text.split(/\s+/).flatMap((chunk) => {
    const found = parts(chunk);
    return found.length > 1 && !found.some(unspaced) ? [...found, found.join("")] : found;
  });
}

export function keyOf(beginning) {
  return Array.from(beginning, (c) => (/[a-z0-9]/.test(c) ? c : "-" + SIGNS[c.codePointAt(0) % 32])).join("");
}

// The file that has every record with a word that begins so; else the one with the best of them; else none.
export function fileFor(word, files) {
  const letters = Array.from(unspaced(word) ? Array.from(word).slice(0, LONGEST).join("") : word);
  for (let n = letters.length; n > 0; n--) {
    const key = keyOf(letters.slice(0, n).join(""));
    if (files.whole.has(key)) return { key, whole: true };
    // A divided file beyond whose letters there is no other: only a word that is just these letters stands in it.
    if (files.best.has(key)) return n === letters.length ? { key, whole: false } : null;
  }
  return null;
}

// -- finding ----------------------------------------------------------------------------------------------------------

// A row of a file as a record; what can be looked for is folded once.
export function recordOf(kind, [title, url, years = 0, by = "", at = "", weight = 0, also = "", topics = "", lang = ""]) {
  return {
    kind, title, url, by, at, weight, lang,
    topics: topics ? topics.split(", ") : [],
    years: [years].flat().filter(Boolean),
    inTitle: wordsOf(title),
    inNames: wordsOf(`${by} ${also}`),
    inPlace: [...wordsOf(at), ...wordsOf(topics), ...[years].flat().map(String)],
    whole: fold(title),
  };
}

const begins = (words, query) => {
  if (unspaced(query)) return words.some((w) => w.includes(query)) ? 1 : 0;
  return words.reduce((best, w) => (w === query ? 2 : w.startsWith(query) ? Math.max(best, 1) : best), 0);
};

const LEADING = { topic: 1.5, speaker: 1 }; // what most questions are about comes before its namesakes

// How well a record answers; 0 where one of the words is not in it.
export function score(record, words, whole) {
  let sum = 0;
  for (const word of words) {
    const worth = Math.max(
      begins(record.inTitle, word) * 3, begins(record.inNames, word) * 2.5, begins(record.inPlace, word),
    );
    if (!worth) return 0;
    sum += worth;
  }
  if (record.whole === whole) sum += 12;
  else if (record.whole.startsWith(whole)) sum += 4;
  const newest = Math.max(0, ...record.years);
  return sum / words.length + Math.log2(1 + record.weight) / 2 + (LEADING[record.kind] ?? 0) + newest / 1e4;
}

const asked = (records, { kind = "", year = "", lang = "" } = {}) =>
  records.filter(
    (r) => (!kind || r.kind === kind) && (!year || r.years.includes(Number(year))) && (!lang || r.lang === lang),
  );

const ordered = (scored) =>
  scored
    .filter(([worth]) => worth)
    .sort(([a, x], [b, y]) => b - a || (x.title < y.title ? -1 : x.title > y.title ? 1 : x.url < y.url ? -1 : 1))
    .map(([, record]) => record);

export function ranked(records, words, filters) {
  return ordered(asked(records, filters).map((r) => [score(r, words, words.join(" ")), r]));
}

// Where no record has all the words: those that have the most of them.
export function nearest(records, words, filters) {
  const held = asked(records, filters).map((r) => [words.filter((word) => score(r, [word], word)), r]);
  const most = held.reduce((n, [some]) => Math.max(n, some.length), 1);
  return ordered(held.filter(([some]) => some.length === most).map(([some, r]) => [score(r, some, some.join(" ")), r]));
}

// Which files a query needs. The longest word tells most; a word of a place ("2017") may have no file of its own.
export function filesFor(words, files) {
  const found = words.map((word) => ({ word, file: fileFor(word, files) })).filter((one) => one.file);
  const telling = found.filter((one) => one.file.whole);
  const chosen = (telling.length ? telling : found).sort((a, b) => b.word.length - a.word.length).slice(0, 3);
  return chosen.map((one) => one.file);
}

class Index {
  constructor(base) {
    this.base = base; // where files.json lies, ending in /
    this.fetched = new Map();
  }

  get(path) {
    if (!this.fetched.has(path)) {
      const answer = fetch(new URL(path, this.base)).then((response) => {
        if (!response.ok) throw new Error(`${path}: ${response.status}`);
        return response.json();
      });
      answer.catch(() => this.fetched.delete(path)); // the next key stroke may try again
      this.fetched.set(path, answer);
    }
    return this.fetched.get(path);
  }

  files() {
    this.ready ??= this.get("files.json").then(({ version, whole, best, words }) => {
      if (version !== VERSION) throw new Error(`files.json has version ${version}`);
      return { whole: new Set(whole.split(" ")), best: new Set(best.split(" ").filter(Boolean)), words };
    });
    this.ready.catch(() => (this.ready = undefined));
    return this.ready;
  }

  async find(query, filters) {
    const files = await this.files();
    const words = parts(query);
    const needed = filesFor(words, files);
    const byUrl = new Map();
    for (const rows of await Promise.all(needed.map((file) => this.records(file.key))))
      for (const record of rows) byUrl.set(record.url, record);
    const exact = ranked([...byUrl.values()], words, filters);
    const near = !exact.length;
    const results = near ? nearest([...byUrl.values()], words, filters) : exact;
    return { results, near, words, say: files.words, best: needed.length > 0 && !needed.some((file) => file.whole) };
  }

  records(key) {
    return this.get(`records/w-${key}.json`).then((kinds) => {
      // One Map entry keeps the folded records, too: folding a file of 500 takes longer than fetching it.
      kinds.all ??= Object.entries(kinds).flatMap(([kind, rows]) => rows.map((row) => recordOf(kind, row)));
      return kinds.all;
    });
  }
}

// -- showing ----------------------------------------------------------------------------------------------------------

function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

const count = (say, n) => (n === 1 ? say.one : say.many.replace("{count}", n.toLocaleString(document.documentElement.lang)));

// The topics by which a record was found, where its title does not say so.
const aboutOf = (record, words) =>
  record.topics.filter((topic) => words.some((word) => begins(wordsOf(topic), word) && !begins(record.inTitle, word)));

function item(record, root, words) {
  const foreign = record.lang && record.lang !== document.documentElement.lang.split("-")[0];
  const link = element("a", { href: root + record.url, ...(foreign ? { lang: record.lang, dir: "auto" } : {}) }, record.title);
  const years = record.years.map(Number).sort((a, b) => a - b);
  const span = record.kind === "session" || record.kind === "edition" || !years.length ? ""
    : years[0] === years.at(-1) ? `${years[0]}` : `${years[0]}–${years.at(-1)}`;
  const facts = [record.by, record.at, record.at.includes(span) ? "" : span, aboutOf(record, words).join(", ")].filter(Boolean).map((text) => element("span", { class: "part" }, text));
  return element("li", { class: record.kind }, link, ...(facts.length ? [" ", element("small", {}, ...facts.flatMap((f) => [f, " "]))] : []));
}

function grouped(results) {
  const groups = new Map(); // the kind of the best result first
  for (const record of results) groups.set(record.kind, [...(groups.get(record.kind) ?? []), record]);
  return groups;
}

// Groups of at most `most` links each. `all` makes what stands below a group that has more.
function groupsOf({ results, say, words }, { root, most, level, look, all }) {
  return [...grouped(results)].map(([kind, records], index) => {
    const id = `found-${level}-${index}`;
    const list = element("ul", { "aria-labelledby": id }, ...records.slice(0, most).map((r) => item(r, root, words)));
    const head = element("div", { class: "label" }, element(level, { id }, say.kinds[kind]));
    const rest = records.length > most ? [all(kind, records.length, say)] : [];
    return element("section", { class: look }, head, element("div", {}, list, ...rest));
  });
}

// What both fields do: look while somebody types, move through the links by arrow keys, tell how many there are.
// around: the element that holds field and results; below: one with more results, if any; options(query): how groups are shown; filters(): kind and year;
// changed(query, shown): after each answer; closed(): Esc in the field.
function attach({ form, around, box, below, status, index, options, filters, changed, closed }) {
  const input = form.elements.q;
  const unseen = status.classList.contains("unseen"); // what it says has to stand elsewhere, too
  let latest = 0;
  let timer = 0;

  const tell = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = text), PAUSE);
  };

  async function look() {
    const mine = ++latest; // an answer that comes after a later question is not shown
    const query = input.value.trim();
    if (!parts(query).length) {
      box.replaceChildren();
      tell("");
      changed(query, false);
      return;
    }
    let found;
    try {
      found = await index.find(query, filters());
    } catch {
      if (mine !== latest) return;
      box.replaceChildren(element("p", { class: "none" }, form.dataset.failed));
      tell(form.dataset.failed);
      changed(query, true);
      return;
    }
    if (mine !== latest) return;
    const { results, near, say, best } = found;
    box.replaceChildren(...groupsOf(found, options(query)));
    if (near && unseen) box.prepend(element("p", { class: "none" }, say.none));
    if (best && results.length && unseen) box.append(element("p", { class: "none" }, say.best));
    box.scrollTop = 0;
    const told = [near ? say.none : "", results.length ? count(say, results.length) : "", best && results.length ? say.best : ""];
    tell(told.filter(Boolean).join(" · "));
    changed(query, true);
  }

  const links = () => [box, below].flatMap((part) => [...(part?.querySelectorAll("a, button") ?? [])]);

  function move(event) {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || !all.length || (at < 0 && event.key.length < 7)) return; // Home and End are the field's own
    event.preventDefault();
    (to < 0 ? input : all[Math.min(to, all.length - 1)]).focus();
  }

  around.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = links().includes(document.activeElement);
    if (!inside && document.activeElement !== input) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (inside) input.focus();
      else closed();
    } else if (inside && event.key.length === 1 && event.key !== " ") input.focus(); // typing goes on in the field
    else move(event);
  });
  input.addEventListener("input", look);
  input.addEventListener("focus", () => index.files().catch(() => {}), { once: true });
  return look;
}

// -- the field in a page's head ---------------------------------------------------------------------------------------

function head(form, index, root) {
  const input = form.elements.q;
  const box = element("div", { class: "found", hidden: "" });
  const status = element("p", { class: "unseen", role: "status" });
  form.append(status, box);
  const show = (shown) => (box.hidden = !shown);
  const look = attach({
    form, around: form, box, status, index,
    filters: () => ({}),
    options: (query) => ({
      root, most: SHORT, level: "p", look: "",
      all: (kind, n, say) => {
        const href = `${form.action}?${new URLSearchParams({ q: query, kind })}`;
        return element("p", { class: "more" }, element("a", { href }, say.all.replace("{count}", n)));
      },
    }),
    changed: (query, shown) => show(shown),
    closed: () => {
      if (!box.hidden) show(false);
      else if (input.value) input.value = "";
      else input.blur();
    },
  });
  input.addEventListener("focus", () => (box.childElementCount ? show(true) : input.value && look()));
  form.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !form.contains(relatedTarget) && show(false));
  document.addEventListener("pointerdown", ({ target }) => form.contains(target) || show(false));
  input.addEventListener("focus", () => dress(form), { once: true });
}

// The style sheet of results is not needed before there are any.
function dress(form) {
  document.head.append(element("link", { rel: "stylesheet", href: form.dataset.style }));
}

// -- full text, where the site has it: by Pagefind, which is fetched when the first records are shown -----------------

const TEXTS = 8; // posts at once
const PLACES = 3; // headings of each
const TRIED = 48; // of the best, where filters are set

// Text in which Pagefind has marked the words that it found.
const marked = (html) =>
  [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) =>
    node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent,
  );

function told({ url, meta, excerpt, sub_results: parts }) {
  const places = parts.filter((part) => part.url.includes("#")).slice(0, PLACES);
  const best = places.length ? places : [{ excerpt }];
  return element(
    "li", {}, element("a", { href: url }, meta.title), " ", element("small", {}, meta.at ?? ""),
    ...best.map((part) =>
      element("p", {}, ...(part.url ? [element("a", { href: part.url }, part.title), " "] : []), ...marked(part.excerpt)),
    ),
  );
}

async function fitting(results, { kind, year, lang }) {
  const posts = [];
  for (let n = 0; n < Math.min(results.length, TRIED) && posts.length < TEXTS; n += TEXTS) {
    const some = await Promise.all(results.slice(n, n + TEXTS).map((one) => one.data()));
    const fits = ({ meta }) =>
      (!kind || meta.kind === kind) && (!lang || meta.lang === lang) && (!year || (meta.years ?? "").split(" ").includes(year));
    posts.push(...some.filter(fits));
  }
  return posts.slice(0, TEXTS);
}

// Shows the posts in whose words a query is found, below the records.
function texts({ form, box, index, root }) {
  const status = element("p", { class: "unseen", role: "status" });
  const list = element("ul", { "aria-labelledby": "found-texts" });
  const head = element("div", { class: "label" }, element("h2", { id: "found-texts" }, form.dataset.texts));
  const section = element("section", { class: "row", hidden: "" }, head, element("div", {}, list));
  box.append(status, section);
  let library;
  let latest = 0;
  let timer = 0;
  const load = () =>
    (library ??= import(form.dataset.text).then(async (found) => {
      await found.options({ baseUrl: `${root}/` });
      return found;
    }));

  async function look(query, filters, mine) {
    const { results } = query ? await (await load()).search(query) : { results: [] };
    const posts = await fitting(results, filters);
    if (mine !== latest) return;
    list.replaceChildren(...posts.map(told));
    section.hidden = !posts.length;
    const { words } = await index.files();
    status.textContent = posts.length ? `${form.dataset.texts}: ${count(words, posts.length)}` : "";
  }

  return (query, filters) => {
    clearTimeout(timer);
    const mine = ++latest;
    timer = setTimeout(() => look(query, filters, mine).catch(() => (section.hidden = true)), PAUSE / 2);
  };
}

// -- the search page --------------------------------------------------------------------------------------------------

function page(form, index, root) {
  const { q: input, kind, year, lang } = form.elements;
  const chosen = { kind, year, lang };
  const main = form.closest("main");
  const [box, below, status, ways] = [".results", ".texts", ".status", ".ways"].map((name) => main.querySelector(name));
  const within = below ? texts({ form, box: below, index, root }) : () => {};
  let most = LONG;
  let timer = 0;

  const filters = () => Object.fromEntries(Object.entries(chosen).map(([name, field]) => [name, field?.value ?? ""]));
  const asked = () => {
    const given = new URLSearchParams(location.search);
    input.value = given.get("q") ?? "";
    for (const [name, field] of Object.entries(chosen)) {
      if (!field) continue;
      field.value = given.get(name) ?? "";
      if (field.selectedIndex < 0) field.value = "";
    }
  };
  const look = attach({
    form, around: main, box, below, status, index, filters,
    options: () => ({
      root, most: kind.value ? Math.max(most, 100) : most, level: "h2", look: "row",
      all: (of, n, say) => {
        const button = element("button", { type: "button" }, say.all.replace("{count}", n));
        button.addEventListener("click", () => {
          const seen = button.closest("section").querySelectorAll("a").length;
          kind.value = of;
          most = n;
          look().then(() => box.querySelectorAll("a")[seen]?.focus()); // on at the first that was not there before
        });
        return element("p", { class: "more" }, button);
      },
    }),
    changed: (query, shown) => {
      ways.hidden = shown;
      within(query, filters());
      clearTimeout(timer); // browsers refuse many changes of the address in a short time
      timer = setTimeout(() => {
        const wanted = Object.entries({ q: query, ...filters() }).filter(([, value]) => value);
        const address = wanted.length ? `?${new URLSearchParams(wanted)}` : location.pathname;
        history.replaceState(null, "", address); // the way back leads to the very same results
      }, PAUSE);
    },
    closed: () => {
      input.value = "";
      most = LONG;
      look();
    },
  });
  const anew = () => {
    most = LONG;
    look();
  };
  for (const field of Object.values(chosen)) field?.addEventListener("change", anew);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    box.querySelector("a")?.focus();
  });
  form.querySelector(".filters").hidden = false;
  asked();
  if (input.value) look();
  else if (matchMedia("(hover: hover)").matches) setTimeout(() => input.focus()); // a telephone's keyboard would hide the ways in
}

// -- here we go -------------------------------------------------------------------------------------------------------

if (typeof document !== "undefined") {
  const form = document.querySelector("form[role=search]");
  if (form) {
    const base = new URL(form.action);
    const index = new Index(base);
    const root = base.pathname.slice(0, -"/search/".length);
    (form.classList.contains("seek") ? page : head)(form, index, root);
    document.addEventListener("keydown", (event) => {
      const { target } = event;
      const typing = target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      form.elements.q.focus();
      form.elements.q.select();
    });
  }
}
