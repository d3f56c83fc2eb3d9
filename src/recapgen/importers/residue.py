"""What platforms leave around a post, told by its words or by the names of its elements.

>>> reason_for("Leave a Reply")
'comment form'
>>> reason_for_names("sharedaddy sd-sharing-enabled")
'share buttons'
"""

from __future__ import annotations

import re

from recapgen.regex import regex

_WORDS: tuple[tuple[str, str], ...] = (
    (
        "comment form",
        r"leave a (?:reply|comment)(?: to .{1,60})?|cancel reply|post (?:a )?comment|add a comment|write a comment|"
        r"your email address will not be published\b.*|required fields are marked.*|you must be logged in to post a "
        r"comment.*|"
        r"this site uses akismet\b.*|notify me of (?:new|follow).*|save my name, email.*|comments are (?:closed|off).*|"
        r"\d+ (?:comments?|responses?|replies)(?: (?:to|on) .{1,200})?|no comments(?: yet)?|schreibe einen "
        r"kommentar.*|laisser un commentaire.*",
    ),
    (
        "share buttons",
        r"share (?:this|on)(?: \w+){0,4}:?|like this:?|loading\.\.\.|click to (?:share|email|print)\b.*|tweet|pin it|"
        r"(?:share|email|facebook|twitter|linkedin|reddit|pinterest|whatsapp|pocket|print)(?: (?:share|this))?|"
        r"teilen mit:?|gefällt mir:?|(?:copy|permanent) link",
    ),
    (
        "filed under",
        r"this entry was posted (?:in|on|by)\b.{0,600}|(?:posted|filed) (?:in|under)\b.{0,300}|bookmark the "
        r"permalink\.?|"
        r"(?:categories|tags|tagged(?: with)?|labels):.{0,400}",
    ),
    (
        "navigation",
        r"(?:←|«|<<|‹)\s?.{0,200}|.{0,200}\s(?:→|»|>>|›)|(?:previous|next|older|newer) (?:post|article|entry|posts"
        r"|entries).{0,200}|"
        r"skip to (?:main )?content|back to top|read more|continue reading.{0,200}|post navigation|menu|search"
        r"|subscribe|related posts?:?|you may also like:?",
    ),
    ("number of notes", r"[\d,.]+\s+notes?"),
    ("script", r"(?:!?function\s*\(|\(function|var\s+\w+\s*=|window\.|document\.|<script|</script).*"),
)
_COMPILED = tuple((why, regex(rf"\s*(?:{pattern})\s*", re.IGNORECASE | re.DOTALL)) for why, pattern in _WORDS)
LONGEST = 700
"""Characters that a paragraph of residue may have."""


def reason_for(paragraph: str) -> str:
    """Why a paragraph at the edge of a post is the platform's and not the author's; empty if it is not."""
    text = " ".join(paragraph.split())
    if not text or len(text) > LONGEST:
        return ""
    return next((why for why, pattern in _COMPILED if pattern.fullmatch(text)), "")


_NAMES: tuple[tuple[str, str], ...] = (
    (
        "comments",
        r"comments?|commentlist|comment-list|comments-area|comments-section|disqus.*|disqus_thread|utterances|giscus"
        r"|isso-thread|fb-comments|commento",
    ),
    ("comment form", r"respond|comment-respond|comment-form|commentform|reply-form"),
    (
        "share buttons",
        r"sharedaddy|share|sharing|share-?(?:bar|box|buttons?|links?|this|icons?)|social(?:-?(?:share|links?|icons?"
        r"|buttons?|media|bar|sharing))?|"
        r"sd-.*|addtoany.*|a2a_.*|addthis.*|jp-post-flair|likes?|post-?likes?|sharing-buttons|ssba.*|heateor.*"
        r"|entry-share|post-share",
    ),
    (
        "related posts",
        r"jp-relatedposts|related|related-?(?:posts?|articles?|content|entries)|yarpp.*|crp_related"
        r"|recommended(?:-posts)?|more-posts|read-next",
    ),
    (
        "author box",
        r"author-?(?:box|bio|info|card|profile|description|about|avatar|area|section)|about-?(?:the-)?author"
        r"|entry-author(?:-info)?|post-author-bio|bio-box",
    ),
    (
        "navigation",
        r"nav|navigation|navbar|menu|main-menu|breadcrumbs?|pagination|pager|page-?links|post-?nav(?:igation)?"
        r"|nav-?links|nav-?(?:single|below|above|previous|next)|"
        r"skip-link.*|toc|table-of-contents|screen-reader-(?:text|shortcut)|site-nav.*|blog-pager",
    ),
    (
        "filed under",
        r"entry-meta|post-?meta(?:data)?|entry-footer|post-footer|postmetadata|entry-utility|cat-links|tags?-links"
        r"|post-?tags?|entry-tags|post-?categories|byline|"
        r"post-labels|post-?info|meta|entry-header-meta|post-date|entry-date|posted-on",
    ),
    ("newsletter", r"newsletter.*|subscribe.*|subscription.*|mc_embed.*|signup|mailchimp.*|optin.*"),
    (
        "advertisement",
        r"ads?|advert.*|adsense|sponsor-?(?:box|ad)|wordads.*|promo|banner-ad|cookie.*|consent.*|gdpr.*|popup|modal",
    ),
    ("sidebar", r"sidebar|widget|widget-area|widgets|secondary|rail"),
    ("footer", r"site-footer|footer|colophon|page-footer|site-info"),
    (
        "site header",
        r"site-header|masthead|site-title|site-description|branding|site-branding|page-header-wrapper|topbar",
    ),
)
_NAME_PATTERNS = tuple((why, regex(rf"(?:{pattern})", re.IGNORECASE)) for why, pattern in _NAMES)


def reason_for_names(names: str) -> str:
    """Why an element with these class names, id or role is no part of a post; empty if nothing says so."""
    words = names.replace("__", "-").split()
    return next((why for why, pattern in _NAME_PATTERNS if any(pattern.fullmatch(w) for w in words)), "")
