# ruff: noqa: D101, D102, D103, S603, S607, T201, INP001, ANN201, PLR2004
"""Looks at the screen: builds the dev page, takes screenshots of its states, and runs axe-core on each.

python frontend/dev/shots.py OUT [name ...]
"""

import functools
import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
AXE = (HERE.parent / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
ARGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]


def keys(*names: str):
    def press(page: Page) -> None:
        for name in names:
            page.keyboard.press(name)
            page.wait_for_timeout(20)

    return press


def lose_the_kernel(page: Page) -> None:
    page.evaluate("() => kernel.options.silent = true")
    page.keyboard.press("2")
    page.wait_for_timeout(6000)


def read_examples(page: Page) -> None:
    page.keyboard.press("i")
    page.evaluate("""() => {
      const { shadowRoot } = document.querySelector(".evalwidgets");
      for (const one of shadowRoot.querySelectorAll(".worked")) (one.open = true), one.scrollIntoView();
    }""")


def focus(page: Page) -> None:
    page.evaluate("() => document.querySelector('.evalwidgets').shadowRoot.querySelector('[part=surface]').focus()")


WIDE = (1312, 780)
PHONE = (390, 780)
DESK = (1400, 800)
SHOTS: dict[str, tuple[str, tuple[int, int], object]] = {
    "light": ("some&from=7", WIDE, keys("j", "j")),
    "dark": ("some&from=7&theme=dark", WIDE, keys("j", "j")),
    "jupyter": ("some&from=7&jupyter=light", WIDE, keys("j", "j")),
    "jupyter-dark": ("some&from=7&jupyter=dark", WIDE, keys("j", "j")),
    "phone": ("some&from=7", PHONE, None),
    "phone-dark": ("some&from=7&theme=dark", PHONE, None),
    "phone-rubric": ("some&from=7", PHONE, keys("j", "j")),
    "zoom": ("some&from=7", (656, 400), keys("j", "j")),
    "tablet": ("some&from=7", (820, 900), keys("j")),
    "rtl": ("from=9&dir=rtl", WIDE, keys("1")),
    "chat": ("from=8", WIDE, None),
    "na": ("some&from=7", WIDE, keys("j", "j", "j", "n")),
    "missing": ("some&from=7", WIDE, keys("Control+Enter")),
    "bottom": ("some&from=7", WIDE, keys("k", *["j"] * 9, "k", "k", "1", "2")),
    "kinds": ("kinds&from=7", (1312, 1500), keys(*["j"] * 6, "2", "j", "e", "Enter", "2", "2", "j", "1", "2", "k")),
    "kinds-dark": ("kinds&from=7&theme=dark", (1312, 1500), keys(*["j"] * 6, "1", "e", "Enter")),
    "kinds-phone": ("kinds&from=7", PHONE, keys(*["j"] * 6, "1", "e", "Enter", "2")),
    "stepping": ("some&from=7", WIDE, keys("j", "j", "e", "ArrowDown", "Shift+ArrowDown")),
    "comment": ("some&from=7&comment=all", WIDE, keys("j", "j", "2")),
    "keys": ("some&from=7", WIDE, keys("?")),
    "instructions": ("some&from=7", WIDE, keys("i")),
    "worked": ("some&from=7", (1312, 1000), read_examples),
    "history": ("some&from=7", WIDE, keys("h")),
    "remark": ("some&from=7", WIDE, keys("j", "p", "1")),
    "remark-phone": ("some&from=7&theme=dark", PHONE, keys("p", "2")),
    "skip": ("some&from=7", WIDE, keys("s", "2")),
    "flag": ("some&from=7&theme=dark", WIDE, keys("f", "1")),
    "flag-phone": ("some&from=7", PHONE, keys("f", "1")),
    "cover": ("from=6", WIDE, None),
    "compare": ("kind=compare&from=7", WIDE, keys("5")),
    "compare-dark": ("kind=compare&from=7&theme=dark", WIDE, keys("5", "1")),
    "compare-phone": ("kind=compare&from=7", PHONE, None),
    "finished": ("from=41", WIDE, None),
    "failed": ("failing", WIDE, None),
    "opening": ("latency=100000", WIDE, None),
    "unsaved": ("some&from=7", WIDE, lose_the_kernel),
    "elsewhere": ("some&from=7", WIDE, lambda page: page.evaluate("() => kernel.event('continued_elsewhere')")),
    "visit": ("some&from=7", WIDE, keys("h", "Tab", "Tab", "Tab", "Enter")),
    "design": ("kind=design", DESK, keys("j", "j")),
    "design-dark": ("kind=design&theme=dark", DESK, keys("j", "j", "Enter")),
    "design-open": ("kind=design", DESK, keys("j", "j", "j", "j", "e")),
    "design-rubric": ("kind=design", DESK, keys("Enter")),
    "design-phone": ("kind=design", PHONE, keys("j", "j", "j", "j", "e")),
    "design-phone-dark": ("kind=design&theme=dark", PHONE, keys("j", "j")),
    "design-phone-preview": ("kind=design", PHONE, keys("j", "v")),
    "design-empty": ("kind=design&empty", DESK, None),
    "design-new": ("kind=design", DESK, keys("j", "j", "a", "N", "e", "w")),
    "design-many": ("kind=design&many=200", DESK, keys("j", "j", "j", "e")),
    "design-keys": ("kind=design", DESK, keys("?")),
    "full": ("some&from=7", WIDE, keys("x")),
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    out = Path(sys.argv[1])
    wanted = sys.argv[2:] or list(SHOTS)
    subprocess.run(["node", str(HERE / "build.mjs"), str(out / "page")], check=True)
    handler = functools.partial(Quiet, directory=str(out / "page"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bad = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        for name in wanted:
            query, (width, height), act = SHOTS[name]
            touch = width < 500
            context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch)
            page = context.new_page()
            page.on("console", lambda said: said.type in ("error", "warning") and print("  console:", said.text))
            page.on("pageerror", lambda error: print("  error:", error))
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html?{query}")
            page.wait_for_timeout(250)
            focus(page)
            if callable(act):
                act(page)
            page.wait_for_timeout(350)
            page.screenshot(path=out / f"{name}.png")
            page.evaluate(AXE)
            found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
            print(f"{name}: {len(found)} violations")
            for violation in found:
                bad += 1
                nodes = [{"target": n["target"], "why": n["failureSummary"][:300]} for n in violation["nodes"][:3]]
                print("  ", violation["id"], json.dumps(nodes, indent=1))
            context.close()
        browser.close()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
