"""The HTML page in a real browser: what it shows, and what it does when it is used."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright
from primeintellect_simulator.sandboxes import make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from command.commands import Command
    from playwright.sync_api import Browser, Locator, Page
    from primeintellect_simulator import Sandbox, Simulator

pytestmark = [pytest.mark.systems("linux"), pytest.mark.needs("chromium")]

HOSTILE = "</script></title><img src=x onerror=\"document.title='broken'\">'&amp;<script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


class Viewer:
    """Opens what the command writes, and keeps what the page asks for and complains of."""

    def __init__(self, browser: Browser, command: Command, folder: Path) -> None:
        self.page: Page = browser.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(error.message))
        self._command = command
        self._file = folder / "report.html"

    def open(self, *arguments: str, status: int = 0) -> Page:
        """Opens the page of a command."""
        done = self._command(*arguments, "--format", "html")
        assert done.returncode == status, done.stderr
        self._file.write_text(done.stdout, encoding="utf-8")
        self.page.goto(self._file.as_uri())
        return self.page

    @property
    def address(self) -> str:
        return self._file.as_uri()

    def column(self, title: str) -> list[str]:
        """The cells of a column, from top to bottom, as far as they are shown."""
        heads = self.page.locator("#sandboxes thead th").all_inner_texts()
        place = [head.split("\n")[0] for head in heads].index(title) + 1
        cells = self.page.locator(f"#sandboxes tbody tr:visible > :nth-child({place})")
        return cells.all_inner_texts()


@pytest.fixture
def viewer(browser: Browser, command: Command, tmp_path: Path) -> Iterator[Viewer]:
    viewer = Viewer(browser, command, tmp_path)
    yield viewer
    viewer.page.close()


def test_it_shows_sandboxes_and_totals_and_loads_nothing(viewer: Viewer) -> None:
    page = viewer.open("list", "--labels", "demo", "--status", "RUNNING", "--title", "Demo")
    assert page.title() == "Demo"
    expect(page.get_by_role("heading", name="Demo", level=1)).to_be_visible()
    expect(page.get_by_text("Held / listed: 4 / 4 sandboxes, 10 / 10 GPUs")).to_be_visible()
    assert viewer.column("ID") == ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-000004"]
    assert viewer.column("GPUs") == ["8 x H100_80GB", "2 x A100_80GB", "", ""]
    assert viewer.column("Created (UTC)")[0] == "2026-01-05 09:07"
    assert viewer.requests == [viewer.address]
    assert viewer.complaints == []


def test_bars_show_gpus_by_region_model_and_status(viewer: Viewer) -> None:
    page = viewer.open("list", "--labels", "demo", "--regions", "us", "--all")
    charts = page.locator(".charts section")
    assert charts.locator("h2").all_inner_texts() == [
        "GPUs by region",
        "GPUs by model",
        "GPUs by status",
    ]
    model = charts.nth(1)
    assert model.locator("dt").all_inner_texts() == ["H100", "RTX8000"]
    assert model.locator("dd:not(.bar)").all_inner_texts() == ["8 / 16", "0 / 8"]
    listed, held = (widths(model.locator(f"rect.{kind}")) for kind in ("listed", "held"))
    assert listed[0] > 50
    assert listed[1] == held[0] == pytest.approx(listed[0] / 2, abs=1)
    assert held[1] == 0


def widths(bars: Locator) -> list[float]:
    return [bar.evaluate("bar => bar.getBoundingClientRect().width") for bar in bars.all()]


def test_many_models_share_one_bar(viewer: Viewer) -> None:
    page = viewer.open("list", "--all")
    models = page.locator(".charts section").nth(1).locator("dt").all_inner_texts()
    assert (len(models), models[0], models[-1]) == (13, "H100", "18 others")


def test_a_click_sorts_by_a_column_and_another_one_turns_it_round(viewer: Viewer) -> None:
    page = viewer.open("list", "--limit", "12", "--all")
    header = page.get_by_role("columnheader", name="GPUs")
    expect(header).not_to_have_attribute("aria-sort", re.compile(".*"))
    page.get_by_role("button", name="GPUs").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    counts = [int(cell.split(" x ")[0] or 0) for cell in viewer.column("GPUs")]
    assert counts == sorted(counts)
    assert counts[-1] == 8
    page.get_by_role("button", name="GPUs").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    counts = [int(cell.split(" x ")[0] or 0) for cell in viewer.column("GPUs")]
    assert counts == sorted(counts, reverse=True)
    page.get_by_role("button", name="Name").press("Enter")
    expect(header).not_to_have_attribute("aria-sort", re.compile(".*"))
    assert viewer.column("Name") == sorted(viewer.column("Name"))


def test_numbers_within_texts_are_sorted_as_numbers(viewer: Viewer, simulator: Simulator) -> None:
    names = ("run-10", "run-9", "Run-1")
    simulator.sandboxes = [
        sandbox | {"name": name} for sandbox, name in zip(make_sandboxes(3), names, strict=True)
    ]
    viewer.open("list").get_by_role("button", name="Name").click()
    assert viewer.column("Name") == ["Run-1", "run-9", "run-10"]


def test_typing_filters_and_says_how_many_are_left(viewer: Viewer) -> None:
    page = viewer.open("list", "--limit", "12", "--all")
    shown = page.get_by_role("status")
    expect(shown).to_have_text("12 of 12 shown")
    page.get_by_label("Filter").press_sequentially("h100 Running")
    expect(shown).to_have_text("1 of 12 shown")
    assert viewer.column("ID") == ["sbx-000001"]
    page.get_by_label("Filter").fill("nothing like it")
    expect(shown).to_have_text("0 of 12 shown")
    assert viewer.column("ID") == []
    page.get_by_label("Filter").fill("")
    expect(shown).to_have_text("12 of 12 shown")


def test_it_is_dark_for_who_wants_it_dark(viewer: Viewer) -> None:
    page = viewer.open("list", "--limit", "1")
    page.emulate_media(color_scheme="light")
    assert colours(page) == ["rgb(27, 31, 36)", "rgb(255, 255, 255)"]
    page.emulate_media(color_scheme="dark")
    assert colours(page) == ["rgb(230, 234, 239)", "rgb(15, 19, 24)"]


def colours(page: Page) -> list[str]:
    """Those of text and background."""
    style = "getComputedStyle(document.body)"
    found: list[str] = page.evaluate(f"[{style}.color, {style}.backgroundColor]")
    return found


def test_texts_of_the_api_are_shown_and_nothing_else(viewer: Viewer, simulator: Simulator) -> None:
    texts: Sandbox = {
        "name": HOSTILE,
        "region": HOSTILE,
        "status": HOSTILE,
        "gpuType": HOSTILE,
        "labels": [HOSTILE],
        "createdAt": HOSTILE,
    }
    simulator.sandboxes = [make_sandboxes(1)[0] | texts]
    page = viewer.open("list", "--title", HOSTILE)
    assert page.title() == HOSTILE
    for title in ("Name", "Status", "Region", "Labels", "Created (UTC)"):
        assert viewer.column(title) == [HOSTILE]
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert viewer.requests == [viewer.address]
    assert viewer.complaints == []


def test_even_markup_that_got_in_could_not_run(viewer: Viewer) -> None:
    page = viewer.open("list", "--limit", "1")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        ' \'<img src="http://127.0.0.1:1/x" onerror="document.title = 1">\')'
    )
    page.wait_for_function("document.images[0].complete")
    assert page.title() == "Sandboxes"
    assert "Content Security Policy" in viewer.complaints[0]


def test_it_reads_without_scripts(browser: Browser, viewer: Viewer) -> None:
    viewer.open("list", "--limit", "3")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(viewer.address)
    assert page.locator("#sandboxes tbody tr").count() == 3
    assert not page.get_by_label("Filter").is_visible()
    context.close()


def test_violations_have_a_table_and_a_heading(viewer: Viewer, tmp_path: Path) -> None:
    file = tmp_path / "violations.json"
    file.write_text('[{"id": "sbx-000003", "name": "data", "message": "has no <b>owner</b>"}]')
    page = viewer.open("list", "--limit", "3", "--violations", str(file), status=1)
    expect(page.get_by_role("heading", name="Violations: 1")).to_be_visible()
    assert page.locator("#violations tbody").inner_text() == (
        "sbx-000003\tdata\thas no <b>owner</b>"
    )


def test_an_error_is_what_the_page_says(viewer: Viewer) -> None:
    page = viewer.open("list", "--name-regex", "(", status=1)
    expect(page.get_by_role("alert")).to_contain_text(
        "Error: invalid arguments for listSandboxes: `nameRegex` must be a valid regular"
    )
    assert page.locator("table").count() == 0


def test_one_sandbox_is_a_page_of_its_properties(viewer: Viewer) -> None:
    page = viewer.open("get", "--sandbox-id", "sbx-000001")
    row = page.get_by_role("row", name="gpu.model")
    expect(row).to_have_text("gpu.modelH100")
    assert page.locator(".charts").count() == 0


def test_nothing_found_is_a_page_that_says_so(viewer: Viewer) -> None:
    page = viewer.open("list", "--labels", "x", "--all")
    expect(page.get_by_text("no sandboxes match")).to_be_visible()
    assert page.locator("table").count() == 0
