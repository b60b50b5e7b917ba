"""Potato: its server, its login without a password, its ten radio questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks import browser_studies as studies

ITEMS = 1_050


def project(schemes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a project's config says in any case: items.jsonl in, answers to `schemes` into out/."""
    return {
        "annotation_task_name": "Bench",
        "task_dir": ".",
        "data_files": ["items.jsonl"],
        "item_properties": {"id_key": "id", "text_key": "text"},
        "output_annotation_dir": "out",
        "annotation_schemes": schemes,
    }


class Potato:
    """Every submit saves, asks for the next item and loads the page anew."""

    name = "Potato"
    package, version, program = "potato-annotation", "2.12.1", "potato"
    key = "ArrowRight"
    text = "#instance-text"
    saving = "/updateinstance"
    ready = "/"

    def arguments(self, folder: Path, port: int) -> list[str]:
        rows = [{"id": f"item-{n}", "text": studies.answer(n)} for n in range(1, ITEMS + 1)]
        (folder / "items.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        schemes = [
            {
                "annotation_type": "radio",
                "name": f"c{n}",
                "description": f"Criterion {n}",
                "labels": ["met", "unmet"],
                "label_requirement": {"required": True},
            }
            for n in range(10)
        ]
        config = {
            **project(schemes),
            "output_annotation_format": "json",
            "user_config": {"allow_all_users": True, "users": []},
            "require_password": False,
            "max_annotations_per_user": -1,
            "max_annotations_per_item": -1,
            "assignment_strategy": "fixed_order",
        }
        (folder / "config.yaml").write_text(json.dumps(config), "utf-8")
        return ["start", "config.yaml", "--port", str(port), "--host", "127.0.0.1"]

    def environment(self, folder: Path) -> dict[str, str]:
        return {"HOME": str(folder)}

    def enter(self, page: Page, base: str) -> None:
        page.goto(base)
        page.fill("#login-email", studies.EXPERT)
        page.click("button[type=submit]")
        page.locator(self.text).wait_for()

    def go(self, page: Page, base: str, done: int, more: int) -> None:  # noqa: ARG002 (all items are there from the start)
        here = int(page.locator("#instance_id").input_value().removeprefix("item-"))
        answers = {f"c{n}:met": "met" for n in range(10)}
        for number in range(here, done + 1):
            # As the page itself does it: save, then on, which may assign more items.
            item = {"instance_id": f"item-{number}"}
            self._post(page, f"{base}/updateinstance", {**item, "annotations": answers, "span_annotations": []})
            self._post(page, f"{base}/annotate", {**item, "action": "next_instance"})
        if here <= done:
            page.goto(f"{base}/annotate")

    @staticmethod
    def _post(page: Page, address: str, body: dict[str, object]) -> None:
        answer = page.context.request.post(address, data=body)
        if not answer.ok:
            raise RuntimeError(f"Potato refused {address}: {answer.status} {answer.text()[:60]}")

    def answer(self, page: Page) -> None:
        page.evaluate("() => { for (let n = 0; n < 10; n++) document.getElementById(`c${n}_met_radio`).click(); }")
