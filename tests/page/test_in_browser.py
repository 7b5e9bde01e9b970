"""The report in a real browser: it asks for nothing, complains of nothing, fits, and can be read in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from browser import CONTRASTS, OVERLAPS, PROGRAM, Browser
from recall.stats.figures import Cards, Leeches, figures
from recall.stats.load import Load
from recall.stats.readiness import DeckRow, Exam, Named, road
from recall.stats.record import Sums
from recall.stats.report import report
from recall.stats.streak import Streak
from recall.stats.tally import MILLIONTHS, Kind

ON = date(2026, 11, 23)
HOSTILE = '</style><script src="https://example.org/x.js"></script><img src="https://example.org/y.png">'

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    one = Browser(tmp_path_factory.mktemp("browser"))
    yield one
    one.close()


@pytest.fixture(scope="module")
def report_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full report with a stage whose title is an attack."""
    days = [(ON - timedelta(days=back)).isoformat() for back in range(60)]
    answers = [(day, key, 3 + key % 7, 2, 9000) for day in days[:30] for key in (3, 11, 13, 21, 23, 33, 34)]
    sums = {(int(Kind.HOUR), hour): Sums(40, 33, 0, 0, 0) for hour in (7, 8, 20)}
    for key, recalled in ((30, 60), (34, 80), (37, 95)):
        expected = round((key + 0.5) / 40 * 100 * MILLIONTHS)
        sums[int(Kind.FORECAST), key] = Sums(100, recalled, 0, expected, 30 * MILLIONTHS)
        sums[int(Kind.CELL), key] = Sums(100, recalled, 0, expected, 0)
    found = figures(
        on=ON,
        since=ON - timedelta(days=29),
        span="month",
        scope=HOSTILE,
        answers=answers,
        sums=sums,
        load=Load(tuple(range(30)), tuple(range(2, 32)), 3),
        study_days=30,
        cards=Cards(120, 80, 30, (1, 5, 20, 50, 30, 14), (0, 9, 30, 40, 41), (5, 9, 20, 40, 30, 10, 4, 1, 1)),
        leeches=Leeches(8, 1, (("backend:a-card-with-a-rather-long-name-that-must-not-widen-the-page", 9, 8),)),
        streak=Streak(12, 1, 30),
        calendar=dict.fromkeys(days, 20),
        target=0.9,
    )
    stages = [
        (
            Named("b/one/", HOSTILE),
            [Named("b/a", "Authentication"), Named("b/b", "Web sockets and server-sent events")],
        ),
        (Named("b/two/", "Not seen"), [Named("b/c", "Nothing yet")]),
    ]
    rows = [DeckRow("b/a", 40, 30, 5, 4, 27.0, 2.7, 24.0, 4.8), DeckRow("b/b", 20, 0), DeckRow("b/c", 9, 0, 1, 0)]
    exams = {"b/one/": Exam(0.62, ON, 0.5, 0.73)}
    path = tmp_path_factory.mktemp("page") / "report.html"
    later = ON + timedelta(days=40)
    path.write_text(report(found, road(stages, rows, on=ON, later_on=later, exams=exams)), encoding="utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_report_stands_by_itself(browser: Browser, report_page: Path, width: int, dark: bool) -> None:
    browser.show(report_page, width, 900, dark=dark)
    asked = [address for address in browser.addresses if not address.startswith("data:")]
    assert asked == [report_page.absolute().as_uri()]
    assert browser.complaints == []
    assert browser.value("document.scripts.length") == 0
    assert browser.value("document.documentElement.scrollWidth") == width, "nothing is wider than the screen"
    contrasts = browser.value(CONTRASTS)
    assert len(contrasts) > 100
    low = [(round(ratio, 2), text) for ratio, text in contrasts if ratio < 4.5]
    assert low == []


@pytest.mark.parametrize("width", [390, 640, 1280])
def test_nothing_is_written_over_another_and_names_keep_their_room(
    browser: Browser, report_page: Path, width: int
) -> None:
    browser.show(report_page, width, 900, dark=False)
    browser.value("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert browser.value(OVERLAPS) == []
    rooms = browser.value("[...document.querySelectorAll('thead th:first-child')].map(e => e.clientWidth)")
    assert len(rooms) > 10
    assert min(rooms) >= 36, "a day such as 5 Jan is not broken"
    decks = "[...document.querySelectorAll('th')].find(e => e.textContent === 'Deck').clientWidth"
    assert browser.value(decks) >= 130


def test_light_and_dark_differ_and_paper_is_always_light(browser: Browser, report_page: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    browser.show(report_page, 800, 900, dark=False)
    light = browser.value(ground)
    browser.show(report_page, 800, 900, dark=True)
    assert browser.value(ground) != light
    scheme = {"name": "prefers-color-scheme", "value": "dark"}
    browser.ask("Emulation.setEmulatedMedia", media="print", features=[scheme])
    ink = browser.value("getComputedStyle(document.querySelector('h1')).color")
    browser.ask("Emulation.setEmulatedMedia", media="", features=[])
    assert ink == "rgb(27, 34, 38)"


def test_every_picture_has_a_name_and_its_numbers(browser: Browser, report_page: Path) -> None:
    browser.show(report_page, 800, 900, dark=False)
    pictures = browser.value("[...document.querySelectorAll('svg')].map(e => [e.getAttribute('aria-label'),"
                             " !!e.closest('figure').querySelector('table')])")  # fmt: skip
    assert len(pictures) >= 9
    assert all(name for name, _ in pictures)
    assert [name for name, numbers in pictures if not numbers] == []
