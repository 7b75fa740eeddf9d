# ruff: noqa: E501
"""Texts that would run as a program, or change the page, in a portal that trusted them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

# fmt: off
XSS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//malo.example/x.js></SCRIPT>", "<ScRiPt>alert(1)</sCrIpT>",
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</script><script>alert(1)</script>", "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>", "</style><script>alert(1)</script>", "</noscript><script>alert(1)</script>",
    "<script/src=data:,alert(1)>", "<script\n>alert(1)</script>", "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>", "<img src=x onerror='alert(1)'>", "\"><img src=x onerror=alert(1)>",
    "<img/src/onerror=alert(1)>", "<img src=`x`onerror=alert(1)>", "<img src=x:x onerror=alert(1)//",
    "<image src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a>", "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><set onbegin=alert(1)>", "<math><mtext></mtext><script>alert(1)</script>",
    "<math href=javascript:alert(1)>x</math>", "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>", "<a href=' javascript:alert(1)'>x</a>", "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>", "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>x", "<input onfocus=alert(1) autofocus>", "<input value=\"\" onclick=alert(1)>",
    "\" onmouseover=alert(1) x=\"", "' onmouseover=alert(1) x='", "x onmouseover=alert(1)", "\" autofocus onfocus=alert(1) \"",
    "` onmouseover=alert(1) x=`", "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>", "<marquee onstart=alert(1)>", "<select autofocus onfocus=alert(1)>",
    "<style>@import'//malo.example/x.css';</style>", "<link rel=stylesheet href=//malo.example/x.css>",
    "<div style=background:url(//malo.example)>", "<base href=//malo.example/>", "<meta http-equiv=refresh content=0;url=//malo.example>",
    "<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><script>alert(1)</script>\">",
    "{{constructor.constructor('alert(1)')()}}", "${alert(1)}", "{% load x %}{{ request.user }}", "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "%3Cscript%3Ealert(1)%3C/script%3E", "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\u202e<script>alert(1)</script>", "<scr\u0000ipt>alert(1)</script>",
]
MARKDOWN = [
    *XSS,
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#9;script:alert(1))", "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))", "[x](\x01javascript:alert(1))", "[x](<javascript:alert(1)>)", "[x]( javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:msgbox(1))",
    "[x](//malo.example \"onmouseover=alert(1)\")", "[x](http://a \"'><script>alert(1)</script>\")",
    "![x](javascript:alert(1))", "![x\" onerror=\"alert(1)](http://a/b.png)", "![x](http://a/b.png \"onload=alert(1)\")",
    "![x](x\"onerror=\"alert(1))", "<javascript:alert(1)>", "<data:text/html,x>", "[r]: javascript:alert(1)\n[r]",
    "[r]: <javascript:alert(1)>\n\n![x][r]", "```html\n<script>alert(1)</script>\n```", "`<script>alert(1)</script>`",
    "```\"><script>alert(1)</script>\nx\n```", "~~~ onmouseover=alert(1)\nx\n~~~", "| <script>alert(1)</script> |\n|---|\n| x |",
    "|a|\n|:-:|\n|<img src=x onerror=alert(1)>|", "# <svg onload=alert(1)>", "> <iframe src=javascript:alert(1)>",
    "* <script>alert(1)</script>", "<div>\n<script>alert(1)</script>\n</div>", "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>", "<?php ?><script>alert(1)</script>", "\\<script>alert(1)</script>",
    "[a](x)<script>alert(1)</script>", "**<b onclick=alert(1)>x</b>**", "[![x](y \"a\")](javascript:alert(1))",
]
# fmt: on

ASKING = {"script", "link", "img"}
LEADING = {"href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "poster", "background"}


class Alive(HTMLParser):
    """What a browser would run, or be led away by, in a page that is ours: `faults`."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._script: str | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        data = named.get("type") in {"application/json", "application/ld+json"}
        self._script = tag if tag in {"script", "style"} and not data else None
        self.faults += [
            f"<{tag} {name}>" for name in named if name.startswith("on") or name in {"style", "srcdoc"}
        ]
        self.faults += [
            f"<{tag}>" for _ in [0] if tag in {"iframe", "object", "embed", "base", "style", "math"}
        ]
        if tag == "script" and not named.get("src", "").startswith("/static/") and not data:
            self.faults.append("<script> that is not ours")
        for name in LEADING & set(named):
            scheme = "".join(named[name].split()).lower().lstrip("\x00\x01")
            if scheme.startswith(("javascript:", "vbscript:", "data:text", "file:")):
                self.faults.append(f"<{tag} {name}={named[name]!r}>")
        asked = [urlsplit(named[name]).netloc for name in ("src", "href") if tag in ASKING and name in named]
        self.faults += [f"<{tag}> of another site" for netloc in asked if "malo" in netloc]

    def handle_endtag(self, tag: str) -> None:
        self._script = None

    def handle_data(self, data: str) -> None:
        if self._script == "script" and "alert(1)" in data:
            self.faults.append("a script of theirs")


def alive(page: str) -> list[str]:
    return Alive(page).faults
