"""Markdown that people write, made safe: rendered without raw HTML and sanitised again on the way out."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 20_000  # characters; crafted texts beyond it take seconds to parse
# fmt: off
TAGS = frozenset({
    "a", "abbr", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h2", "h3", "h4", "hr", "li", "ol", "p",
    "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
})
# fmt: on
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=512)
def render(text: str) -> str:
    """HTML of a Markdown text: only TAGS, links only to http(s) and mail, headings from h2 down."""
    tokens = _parser.parse(text[:LONGEST])
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(4, int(token.tag[1]) - highest + 2)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html, tags=set(TAGS), url_schemes={"http", "https", "mailto"}, link_rel="nofollow noopener"
    )


@lru_cache(maxsize=512)
def plain(text: str) -> str:
    """The words of a Markdown text without its marks, on one line."""
    words = (piece for token in _parser.parse(text[:LONGEST]) for piece in _texts(token))
    return " ".join(" ".join(words).split())


def _texts(token: Token) -> list[str]:
    if token.type == "inline":
        return [child.content for child in token.children or [] if child.type in {"text", "code_inline"}]
    return [token.content] if token.type in {"fence", "code_block"} else []
