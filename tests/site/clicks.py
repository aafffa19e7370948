"""The website in a browser: what is clicked, searched and switched works, wide and narrow, and asks no other host.

`make test-site` builds the site into site/ and runs this; screenshots are in build/test-site/.
"""

from __future__ import annotations

import functools
import glob
import http.server
import json
import os
import shutil
import threading

import pytest
from selenium.common.exceptions import ElementClickInterceptedException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SITE = f"{ROOT}/site"
SCREENS = f"{ROOT}/build/test-site"
WIDTHS = {1280: 900, 390: 844}
"""The widths of a desktop and of a phone, with their heights."""

ROOMS = {
    "Tutorial": "tutorial/",
    "How-to": "how-to/",
    "Reference": "reference/",
    "Explanation": "explanation/",
}
PATIENCE = 20
LOOKED_AT = (
    "index.html", "how-to/link-a-project.html", "reference/commands.html", "reference/hooks.html",
    "explanation/how-environments-work.html", "explanation/comparison.html",
)  # fmt: skip
"""The pages of which screenshots are made in each width and theme."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and prints nothing."""

    def log_message(self, *words):
        pass


@pytest.fixture(scope="session")
def address():
    """The address at which the built site is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium():
    """A browser without a window."""
    options = ChromeOptions()
    for flag in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "force-prefers-reduced-motion"):
        options.add_argument(f"--{flag}")
    options.binary_location = shutil.which("chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture(params=WIDTHS)
def browser(request, chromium, address):
    """The browser at the front page, as wide as a desktop or a phone, in the light theme."""
    chromium.width = request.param
    chromium.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {
            "width": request.param,
            "height": WIDTHS[request.param],
            "deviceScaleFactor": 1,
            "mobile": request.param < 600,
        },
    )
    prefer(chromium, "light")
    chromium.get(address)
    chromium.execute_script("localStorage.clear()")
    chromium.get(address)
    chromium.get_log("browser"), chromium.get_log("performance")
    return chromium


def prefer(browser, scheme):
    """Let the system of the browser prefer a light or a dark scheme."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def wait(browser, condition):
    """Wait until the condition is true, and return its value."""
    return WebDriverWait(browser, PATIENCE).until(lambda _: condition())


def shown(browser, selector):
    """Return the elements of the selector that can be seen."""
    return [found for found in browser.find_elements(By.CSS_SELECTOR, selector) if found.is_displayed()]


def click(browser, selector, text=""):
    """Click the first element of the selector, with this text, that can be seen, as soon as nothing covers it."""

    def clicked():
        for found in shown(browser, selector):
            if text in found.text:
                found.click()
                return True
        return False

    WebDriverWait(browser, PATIENCE, ignored_exceptions=(ElementClickInterceptedException,)).until(
        lambda _: clicked()
    )


def complaints(browser):
    """Return what the browser has printed on its console, and which other hosts were asked."""
    output = [entry["message"] for entry in browser.get_log("browser") if entry["level"] != "DEBUG"]
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return output + [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))]


def pages():
    """Return the pages of the built site."""
    found = glob.glob(f"{SITE}/**/*.html", recursive=True)
    return sorted(os.path.relpath(page, SITE) for page in found if not page.endswith("404.html"))


WRONG = """
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const broken = [...document.images].filter(image => !image.complete || !image.naturalWidth).map(image => image.src);
const cut = [...document.querySelectorAll("article table, article pre")].filter(element => {
    const right = element.getBoundingClientRect().right;
    for (let box = element; box !== document.body; box = box.parentElement)
        if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return false;
    return right > document.documentElement.clientWidth + 1;
}).map(element => element.innerText.slice(0, 40));
return [wide > 0 ? [`${wide} pixels too wide`] : [], broken, cut].flat();
"""


def test_every_page_fits(browser, address):
    """No page is wider than the window, all pictures load, and nothing is printed on the console."""
    assert len(pages()) > 40
    wrong = {}
    for page in pages():
        browser.get(address + page)
        problems = browser.execute_script(WRONG) + complaints(browser)
        if problems:
            wrong[page] = problems
    assert not wrong


def test_the_rooms_are_reached(browser, address):
    """Every room is reached by clicks from the front page; on a phone, the navigation is behind a button."""
    for name, folder in ROOMS.items():
        browser.get(address)
        if browser.width < 600:
            click(browser, "label.md-header__button[for=__drawer]")
            click(browser, ".md-nav--primary > ul > li > label, .md-nav--primary > ul > li > div > a", name)
            if "/" + folder not in browser.current_url:
                click(browser, ".md-nav--primary > ul > li > nav a.md-nav__link")
        else:
            click(browser, ".md-tabs__link", name)
        wait(browser, lambda folder=folder: "/" + folder in browser.current_url)
        assert browser.find_element(By.TAG_NAME, "h1").text
    assert not complaints(browser)


def test_search(browser):
    """A word is found, and the page that is chosen has it."""
    if browser.width < 600:
        click(browser, "label.md-header__button[for=__search]")
    field = wait(browser, lambda: shown(browser, "input.md-search__input"))[0]
    field.click()
    field.send_keys("snapshot")
    results = wait(browser, lambda: shown(browser, ".md-search-result__link"))
    results[0].click()
    wait(browser, lambda: "h=snapshot" in browser.current_url)
    assert "snapshot" in browser.find_element(By.TAG_NAME, "article").text.lower()
    assert not complaints(browser)


def test_dark_theme(browser, address):
    """The theme follows the system; the button switches it, and the next page keeps it."""
    scheme = functools.partial(browser.execute_script, "return document.body.dataset.mdColorScheme")
    back = "return getComputedStyle(document.body).backgroundColor"
    assert wait(browser, lambda: scheme() == "default")
    light = browser.execute_script(back)
    prefer(browser, "dark")
    assert wait(browser, lambda: scheme() == "slate")
    assert browser.execute_script(back) != light
    prefer(browser, "light")
    assert wait(browser, lambda: scheme() == "default")
    for _ in range(3):
        if scheme() == "slate":
            break
        click(browser, "label.md-header__button[for^=__palette]")
    assert scheme() == "slate"
    browser.get(address + "reference/commands.html")
    assert wait(browser, lambda: scheme() == "slate")
    assert not complaints(browser)


def test_keyboard(browser):
    """The first press of Tab offers to skip to the content."""
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    focus = browser.switch_to.active_element
    assert "md-skip" in focus.get_attribute("class").split()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screenshots(browser, address, scheme):
    """Screenshots of a few pages, to be looked at."""
    os.makedirs(SCREENS, exist_ok=True)
    prefer(browser, scheme)
    for page in LOOKED_AT:
        browser.get(address + page)
        name = page.removesuffix(".html").replace("/", "-")
        assert browser.save_screenshot(f"{SCREENS}/{name}-{browser.width}-{scheme}.png")
