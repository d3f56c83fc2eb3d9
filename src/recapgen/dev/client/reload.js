// Keeps an open page fresh: listens for news, then swaps style sheets, reloads, or shows what is broken.
"use strict";
(() => {
  const here = "/__recapgen/";
  const known = new URL(document.currentScript.src).searchParams;
  const token = known.get("token");
  let { since, page, outline } = Object.fromEntries(known);
  let stream = null;
  let shown = null;
  let busy = false;
  let again = false;

  const ask = (name) => `${here}${name}?${new URLSearchParams({ token, at: location.pathname, since })}`;

  function listen() {
    if (stream || document.visibilityState === "hidden") return;
    stream = new EventSource(ask("events"));
    stream.addEventListener("built", catchUp);
    stream.onerror = () => {
      if (stream && stream.readyState === EventSource.CLOSED) {
        leave();
        setTimeout(meetAgain, 2000);
      }
    };
  }

  function leave() {
    stream?.close();
    stream = null;
  }

  // The stream was refused: a new run of the server has another token, which only a new page knows.
  async function meetAgain() {
    const answer = await fetch(ask("news")).catch(() => null);
    if (answer?.status === 403) location.reload();
    else setTimeout(listen, answer ? 8000 : 0);
  }

  async function catchUp() {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      const answer = await fetch(ask("news")).catch(() => null);
      if (answer?.ok) await take(await answer.json());
    }
    busy = false;
  }

  async function take(news) {
    tell(news.problem);
    if (news.problem) return;
    const files = touched(news.files);
    if (!files || (news.page !== page && news.outline !== outline) || files.some((link) => !link)) {
      location.reload();
      return;
    }
    if (news.page !== page) await swapAll();
    files.forEach((link) => swap(link, `${link.href.split("?")[0]}?${news.number}`));
    since = String(news.number);
    page = news.page;
    outline = news.outline;
  }

  // Of the copied files that changed, those that this page uses: style sheets as their links, all else as null.
  function touched(paths) {
    if (!paths) return null;
    if (!paths.length) return [];
    const changed = new Set(paths);
    const links = sheets().filter((link) => changed.has(new URL(link.href).pathname));
    const own = new Set(links.map((link) => new URL(link.href).pathname));
    const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    const others = new Set(used.filter((path) => changed.has(path) && !own.has(path)));
    return [...links, ...[...others].map(() => null)];
  }

  function sheets(root = document) {
    return [...root.querySelectorAll('link[rel~="stylesheet"][href]')].filter((link) => !link.href.includes(here));
  }

  async function swapAll() {
    const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const base = fresh.createElement("base");
    base.href = location.href;
    fresh.head.prepend(base);
    const next = sheets(fresh);
    sheets().forEach((link, index) => {
      if (next[index] && next[index].href !== link.href) swap(link, next[index].href);
    });
  }

  function swap(link, href) {
    const fresh = link.cloneNode();
    fresh.href = href;
    fresh.addEventListener("load", () => link.remove());
    fresh.addEventListener("error", () => fresh.remove());
    link.after(fresh);
  }

  function tell(problem) {
    shown?.remove();
    shown = null;
    if (!problem) return;
    shown = document.createElement("recapgen-problem");
    const root = shown.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `${here}dev.css`;
    const box = document.createElement("div");
    box.className = "recapgen-problem over";
    box.setAttribute("role", "alert");
    box.innerHTML = problem; // escaped by the server
    const close = document.createElement("button");
    close.textContent = "Hide";
    close.addEventListener("click", () => shown?.remove());
    box.prepend(close);
    root.append(style, box);
    document.documentElement.append(shown);
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : listen()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);
  listen();
})();
