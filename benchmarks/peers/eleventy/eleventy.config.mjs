import highlight from "@11ty/eleventy-plugin-syntaxhighlight";

const slug = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

function terms(api, valuesOf) {
  const found = new Map();
  for (const post of recaps(api)) {
    for (const name of valuesOf(post.data)) {
      if (!found.has(name)) found.set(name, []);
      found.get(name).push(post);
    }
  }
  return [...found.keys()].sort().map((name) => ({ name, slug: slug(name), posts: found.get(name) }));
}

const recaps = (api) => api.getFilteredByGlob("src/posts/*.md").reverse();

export default function (config) {
  config.addPlugin(highlight);
  config.addPassthroughCopy("src/site.css");
  config.addCollection("recaps", recaps);
  config.addCollection("conferences", (api) => terms(api, (post) => [post.conference]));
  config.addCollection("topics", (api) => terms(api, (post) => post.tags));
  config.addFilter("slug", slug);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("start", (html) => html.replaceAll(/<[^>]*>/g, "").slice(0, 200));
  return { dir: { input: "src", output: "_site" }, markdownTemplateEngine: false };
}
