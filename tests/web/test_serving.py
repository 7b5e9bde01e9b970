"""The served program over real HTTP and in a real browser: cards are answered by keys, strangers are turned away."""

from __future__ import annotations

import http.client
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from served import Served

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1000,700",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Got:
    """A response that was read to its end."""

    status: int
    text: str
    headers: Mapping[str, str]


def get(served: Served, path: str, **headers: str) -> Got:
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)) as connection:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Got(response.status, response.read().decode(), response.headers)


def let_in(served: Served) -> str:
    response = get(served, served.link.removeprefix(f"http://127.0.0.1:{served.port}"))
    assert response.status == 303
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    return cookie.partition(";")[0]


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_strangers_are_turned_away(served: Served) -> None:
    assert get(served, "/").status == 403
    assert get(served, "/?token=guess").status == 403
    assert get(served, "/static/js/textual.js").status == 403
    assert get(served, "/ws", Origin=f"http://127.0.0.1:{served.port}", **UPGRADE).status == 403
    cookie = let_in(served)
    assert get(served, "/", Cookie=cookie).status == 200
    assert get(served, served.link.partition("/?")[2].join(["/?", ""]), Cookie=cookie).status == 403, (
        "the link works once"
    )
    assert get(served, "/", Cookie=cookie, Host="evil.example").status == 421
    assert get(served, "/", Cookie=cookie, Origin="http://evil.example").status == 403
    assert get(served, "/ws", Cookie=cookie, Origin="http://evil.example", **UPGRADE).status == 403
    assert get(served, "/ws", Cookie=cookie, **UPGRADE).status == 403, "a page always says where it comes from"
    ours = f"http://127.0.0.1:{served.port}"
    assert get(served, "/ws?width=100000&height=1", Cookie=cookie, Origin=ours, **UPGRADE).status == 400


def test_the_page_asks_nothing_of_other_machines(served: Served) -> None:
    cookie = let_in(served)
    page = get(served, "/", Cookie=cookie)
    assert page.status == 200
    assert "https://" not in page.text
    assert "http://" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_a_port_in_use_is_said_in_words(served: Served) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "recall", "serve", "--port", str(served.port)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode == 1
    assert f"port {served.port} is in use" in again.stderr


@contextmanager
def browser() -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    with tempfile.TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        try:
            yield driver
        finally:
            driver.quit()


@pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium here")
def test_cards_are_answered_in_a_browser(served: Served) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    def answers() -> int:
        with closing(sqlite3.connect(served.home / "recall.db")) as connection:
            return int(connection.execute("SELECT count(*) FROM reviews").fetchone()[0])

    before = answers()
    with browser() as driver:
        driver.get(served.link)
        wait = WebDriverWait(driver, 60)
        wait.until(
            lambda found: "-first-byte" in (found.find_element(By.TAG_NAME, "body").get_attribute("class") or "")
        )
        assert "token" not in driver.current_url
        driver.find_element(By.ID, "terminal").click()
        wait.until(lambda found: _pressed(ActionChains(found), " ", "F", "f", "3") and answers() > before)
        logs = [json.loads(each["message"])["message"] for each in driver.get_log("performance")]
        asked = {each["params"]["request"]["url"] for each in logs if each["method"] == "Network.requestWillBeSent"}
        ours = (f"http://127.0.0.1:{served.port}/", "data:", "chrome:")  # chrome: is the tab before it
        foreign = {url for url in asked if not url.startswith(ours)}
        assert foreign == set()
        assert [each for each in driver.get_log("browser") if each["level"] == "SEVERE"] == []


def _pressed(keys: Any, *pressed: str) -> bool:
    for key in pressed:
        keys.send_keys(key).pause(0.3)
    keys.perform()
    return True
