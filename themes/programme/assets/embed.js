// Videos and slides on other sites: a figure's link becomes a frame once somebody asks for it, and not before.
//
// Without this script, or with a modifier key, the link is a link. The address of the frame was made when the site was
// built, from the address of the link alone; the page's policy allows frames of these hosts only.

const HOSTS = ["www.youtube-nocookie.com", "player.vimeo.com", "speakerdeck.com", "www.slideshare.net"];

function play(figure, link) {
  const address = new URL(figure.dataset.embed);
  if (address.protocol !== "https:" || !HOSTS.includes(address.host)) return false;
  if (address.host === HOSTS[0] || address.host === HOSTS[1]) address.searchParams.set("autoplay", "1");
  const frame = document.createElement("iframe");
  frame.title = link.textContent.trim().replace(/\s+/g, " ");
  frame.loading = "lazy";
  frame.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube refuses to play for nobody
  frame.sandbox = "allow-scripts allow-same-origin allow-presentation allow-popups";
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.src = address.href;
  link.replaceWith(frame);
  frame.focus();
  return true;
}

for (const figure of document.querySelectorAll("figure[data-embed]")) {
  const link = figure.querySelector("a");
  if (!link) continue;
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (play(figure, link)) event.preventDefault();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " " && play(figure, link)) event.preventDefault();
  });
}
