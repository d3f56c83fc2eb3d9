export default { layout: "post.njk", permalink: (post) => `/posts/${post.page.fileSlug}/` };
