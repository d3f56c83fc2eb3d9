"""`_headers`, which Netlify, Cloudflare Pages and others read: what a host sends with each file.

The policy follows from what the pages need: everything comes from the site itself, but a post may show a picture from
elsewhere. There are no inline scripts or styles; a frame may show a video or slides, once a reader asks for it, from
the few sites of which `recapgen.embeds` knows. Blocks of JSON-LD are data, which a policy does not bar.
"""

from __future__ import annotations

from collections.abc import Iterable

from recapgen.embeds import FRAMES

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' https:",
    "frame-src": " ".join(FRAMES),
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_FOREVER = "public, max-age=31536000, immutable"


def headers(assets: Iterable[str], others: Iterable[str], base_path: str, *, full_text: bool = False) -> bytes:
    """`assets` are the paths of the theme's files, which carry digests; `others` those of all other files. With
    `full_text`, scripts may run WebAssembly of the site's own.

    Where one of the others lies in assets/, its name may stay while its bytes change: then each of the theme's files
    gets a rule of its own. Nothing else gets a `Cache-Control`: hosts join the values of all rules that fit a path,
    and two of them would contradict each other.
    """
    rules = {**POLICY, "script-src": "'self' 'wasm-unsafe-eval'"} if full_text else POLICY
    policy = "; ".join(f"{name} {value}" for name, value in rules.items())
    lines = [
        f"{base_path}/*",
        f"  Content-Security-Policy: {policy}",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
        "  Cross-Origin-Opener-Policy: same-origin",
        "  Permissions-Policy: camera=(), geolocation=(), microphone=()",
    ]
    mixed = any(path.startswith("assets/") for path in others)
    for path in sorted(assets) if mixed else ["assets/*"]:
        lines += ["", f"{base_path}/{path}", f"  Cache-Control: {_FOREVER}"]
    return ("\n".join(lines) + "\n").encode()
