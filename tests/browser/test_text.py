"""What a model wrote, in a real browser: nothing runs, nothing is fetched, selections become quotes."""

from __future__ import annotations

import html.entities
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.hostile import payloads

FRONTEND = Path(__file__).parents[2] / "frontend"
BUNDLE = """
import { build } from "esbuild";
import { alias } from "./shims/alias.js";
const { outputFiles } = await build({
  entryPoints: ["test/text/page.tsx"], bundle: true, write: false, format: "iife", alias,
  jsx: "automatic", jsxImportSource: "preact", loader: { ".css": "text" },
});
process.stdout.write(outputFiles[0].text);
"""
STOP = 20_000
"""Milliseconds: the worst payload takes 0.7 s on an idle machine, a parser that can be frozen takes minutes."""


@pytest.fixture(scope="module")
def code() -> str:
    """The page's script, built as the app is."""
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", BUNDLE], cwd=FRONTEND, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def text_page(page: Page, code: str) -> Page:
    """A page that shows responses in shadow roots; whatever a payload runs lands in ``window.ran``."""
    page.add_init_script("window.ran = []; window.hostile = (id) => window.ran.push(String(id))")
    page.goto("about:blank")
    page.add_script_tag(content=code)
    return page


def quoted(page: Page, responses: list[list[str]], start: list[object], end: list[object], depth: int = 1) -> str:
    """Select from `start` to `end` and return what would be quoted."""
    return page.evaluate(
        """([responses, depth, start, end]) => {
             textPage.show(responses, depth); textPage.select(start, end); return textPage.quoted() }""",
        [responses, depth, start, end],
    )


def test_no_payload_runs_or_requests_anything_and_each_is_shown_in_time(text_page: Page) -> None:
    asked: list[str] = []
    opened: list[object] = []
    text_page.on("request", lambda request: asked.append(request.url))
    text_page.on("dialog", lambda dialog: opened.append(dialog.message) or dialog.dismiss())
    text_page.context.on("page", lambda page: opened.append(page.url))
    times: dict[str, float] = {}
    for payload in payloads():
        times[payload.id] = text_page.evaluate(
            """async (text) => {
                 const begun = performance.now(); textPage.show([[text]]);
                 await new Promise(done => requestAnimationFrame(() => setTimeout(done))); return performance.now() - begun }""",
            payload.text,
        )
        assert text_page.evaluate("[window.ran, document.title, location.href]") == [[], "", "about:blank"], payload.id
        assert text_page.evaluate("textPage.shown()") < 15_000, payload.id
    assert not {name: took for name, took in times.items() if took > STOP}
    assert asked == []
    assert opened == []
    assert text_page.frames == [text_page.main_frame]


def test_hovering_focusing_and_clicking_through_the_corpus_runs_nothing(text_page: Page) -> None:
    for payload in payloads():
        if payload.group == "size":
            continue
        text_page.evaluate("text => textPage.show([[text]])", payload.text)
        text_page.evaluate(
            """() => {
                 const root = [...document.querySelectorAll("div")].find((host) => host.shadowRoot).shadowRoot;
                 for (const element of root.querySelectorAll("*")) {
                   for (const type of ["pointerover", "mouseover", "focus", "toggle", "animationstart", "error", "load"])
                     element.dispatchEvent(new Event(type, { bubbles: true }));
                   if (element.localName !== "a" && element.localName !== "button") element.click?.();
                 } }"""
        )
        assert text_page.evaluate("window.ran") == [], payload.id


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_selection_is_quoted_from_nested_shadow_roots(text_page: Page, depth: int) -> None:
    assert quoted(text_page, [["Take **two** pills"]], ["Take", 2], ["pills", 4], depth) == "A:ke **two** pil"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (["#before", 0], ["one", 3], "A:one"),
        (["two", 1], ["#after", 1], "A:wo"),
        (["#prompt", 0], ["#footer", 1], "A:one\n\n- two"),
        (["p", 0], ["li", 1], "A:one\n\n- two"),
        (["[data-response]", 0], ["li", 0], "A:one"),
        (["#before", 0], ["#before", 1], "empty"),
        (["#before", 0], ["#after", 1], "A:one\n\n- two"),
        (["#footer", 0], ["#footer", 1], "outside"),
        (["#footer", 0], ["#after", 1], "outside"),
        (["one", 2], ["one", 2], "empty"),
        (["two", 3], ["one", 0], "A:one\n\n- two"),
    ],
)
def test_end_points_on_elements_or_outside_are_moved_to_the_nearest_words(
    text_page: Page, start: list[object], end: list[object], expected: str
) -> None:
    assert quoted(text_page, [["one\n\n- two"]], start, end) == expected
    assert quoted(text_page, [["one\n\n- two"]], start, end, depth=2) == expected


def test_a_selection_over_two_answers_is_said_to_be_one(text_page: Page) -> None:
    assert quoted(text_page, [["one"], ["two"]], ["one", 0], ["two", 3]) == "two_responses"
    assert quoted(text_page, [["one"], ["two"]], ["two", 0], ["two", 3]) == "B:two"


def test_a_selection_over_the_turns_of_a_chat_counts_in_the_whole_response(text_page: Page) -> None:
    assert (
        quoted(text_page, [["one 😀", "two", "three 😀!"]], ["one", 0], ["three", 8]) == "A:one 😀\n\ntwo\n\nthree 😀"
    )


def test_part_of_a_character_shown_by_its_name_or_of_an_entity_is_quoted_whole(text_page: Page) -> None:
    assert quoted(text_page, [["a\u202eb"]], ["U+202E", 2], ["U+202E", 4]) == "A:\u202e"
    assert quoted(text_page, [["x &hellip; y"]], ["x", 0], ["…", 1]) == "A:x &hellip;"


def test_a_triple_click_quotes_its_paragraph_only(text_page: Page) -> None:
    text_page.evaluate("textPage.show([['first one\\n\\nsecond one']])")
    text_page.get_by_text("first one").click(click_count=3)
    assert text_page.evaluate("textPage.quoted()") == "A:first one"


def test_a_drag_across_a_highlight_quotes_through_it(text_page: Page) -> None:
    text_page.evaluate("textPage.show([['one two three']], 2, [{start: 4, end: 7, criterion: 'c'}])")
    start, end = (text_page.get_by_text(words, exact=True).bounding_box() for words in ("one", "three"))
    assert start is not None
    assert end is not None
    text_page.mouse.move(start["x"], start["y"] + start["height"] / 2)
    text_page.mouse.down()
    text_page.mouse.move(end["x"] + end["width"] + 4, end["y"] + end["height"] / 2, steps=5)
    text_page.mouse.up()
    assert text_page.evaluate("textPage.quoted()") == "A:one two three"


def test_an_override_cannot_reorder_the_page(text_page: Page) -> None:
    text_page.evaluate("textPage.show([['\\u202eabc']])")
    left, right = (
        text_page.evaluate(
            """at => { const part = [...document.querySelector("div").shadowRoot.querySelectorAll("[data-response] [data-s]")].at(-1);
                       const range = document.createRange(); range.setStart(part.firstChild, at); range.setEnd(part.firstChild, at + 1);
                       return range.getBoundingClientRect().left }""",
            at,
        )
        for at in (0, 2)
    )
    assert left < right


def test_the_browser_decodes_every_named_entity_as_html_says(text_page: Page) -> None:
    names = {f"&{name}": text for name, text in html.entities.html5.items() if name.endswith(";")}
    decoded = text_page.evaluate("names => names.map(name => textPage.decode(name))", list(names))
    assert dict(zip(names, decoded, strict=True)) == names
    others = ["&notit;", "&nosuch;", "&amp", "<b>;", "&#65;", "x&amp;"]
    assert text_page.evaluate("names => names.map(name => textPage.decode(name))", others) == others
