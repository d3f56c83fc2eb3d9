"""Pelican's settings for the benchmark. Its highlighting is on, as it comes."""

import os

SITENAME = "Recaps"
SITEURL = "https://recaps.example"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_DIR = ""
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
STATIC_PATHS: list[str] = []
ARTICLE_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = "posts/{slug}/index.html"
CATEGORY_URL = "conference/{slug}/"
CATEGORY_SAVE_AS = "conference/{slug}/index.html"
CATEGORIES_SAVE_AS = "conference/index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
TAGS_SAVE_AS = "tags/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "categories", "tags", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
PAGINATED_TEMPLATES = {"index": 20}
PAGINATION_PATTERNS = [(1, "/", "index.html"), (2, "/page/{number}/", "page/{number}/index.html")]
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
LOAD_CONTENT_CACHE = CACHE_CONTENT = "BENCH_CACHE" in os.environ
CONTENT_CACHING_LAYER = "reader"
CHECK_MODIFIED_METHOD = "mtime"
