"""Label Studio CE: its server, a user of its own, a project of ten single choices."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import APIResponse, Page

from benchmarks import browser_studies as studies

USER, PASSWORD = "bench@example.com", "bench-password-1"
_ASK = (
    '<Choices name="c{n}" toName="text" choice="single-radio" showInline="true" required="true">'
    '<Choice value="Met"/><Choice value="Not met"/></Choices>'
)
CONFIG = f'<View><Text name="text" value="$text"/>{"".join(_ASK.format(n=n) for n in range(10))}</View>'


class LabelStudio:
    """Every submit posts the annotation, then asks for the next task and shows it in the same page."""

    name = "Label Studio CE"
    package, version, program = "label-studio", "1.23.2", "label-studio"
    key = "Control+Enter"
    text = ".lsf-htx-richtext"
    saving = "/annotations"
    ready = "/health"

    def arguments(self, folder: Path, port: int) -> list[str]:  # noqa: ARG002 (it has its folder from the environment)
        where = ["--port", str(port), "--internal-host", "127.0.0.1"]
        return ["start", "--no-browser", *where, "--username", USER, "--password", PASSWORD]

    def environment(self, folder: Path) -> dict[str, str]:
        return {
            "HOME": str(folder),
            "LABEL_STUDIO_BASE_DATA_DIR": str(folder / "data"),
            "COLLECT_ANALYTICS": "false",
            "LATEST_VERSION_CHECK": "false",
        }

    def enter(self, page: Page, base: str) -> None:
        page.goto(f"{base}/user/login")
        page.fill("input[name=email]", USER)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)

    def go(self, page: Page, base: str, done: int, more: int) -> None:
        project = self._post(page, base, "projects", {"title": f"After {done}", "label_config": CONFIG}).json()["id"]
        result = [
            {"from_name": f"c{n}", "to_name": "text", "type": "choices", "value": {"choices": ["Met"]}}
            for n in range(10)
        ]
        tasks: list[dict[str, object]] = [
            {"data": {"text": studies.answer(n)}, **({"annotations": [{"result": result}]} if n <= done else {})}
            for n in range(1, done + more + 1)
        ]
        self._post(page, base, f"projects/{project}/import", tasks)
        page.goto(f"{base}/projects/{project}/data?labeling=1")

    def answer(self, page: Page) -> None:
        page.evaluate(
            "() => [...document.querySelectorAll('input[type=radio][name=Met]')].forEach((radio) => radio.click())"
        )

    @staticmethod
    def _post(page: Page, base: str, path: str, body: object) -> APIResponse:
        token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
        headers = {"X-CSRFToken": token, "Referer": base}
        answer = page.context.request.post(f"{base}/api/{path}", data=body, headers=headers, timeout=180_000)
        if not answer.ok:
            raise RuntimeError(f"Label Studio refused {path}: {answer.status} {answer.text()[:60]}")
        return answer
