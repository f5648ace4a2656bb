"""The administrator's page in a real Chromium: allow a project, and see the refusal go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, expect

from plugin.cli.demo import Demo, started
from plugin.governance.engine_keys import EngineKeys
from plugin.governance.kill_switch import KillSwitch
from plugin.policy.stops import StopKind
from plugin.store.secrets import SecretBox
from tests.e2e.conftest import RULES, OpenWindow, Window

pytestmark = pytest.mark.browser
ENGINES = """
engines:
  - {name: azure-eu, provider: compatible, model: some-model, base_url: "http://127.0.0.1:9/v1", region: westeurope,
     destination: contracted, private_addresses: true, tenant_keys: true, judge: second, retention_days: 0,
     trains: false}
  - {name: second, provider: compatible, model: other-model, base_url: "http://127.0.0.1:9/v1",
     destination: own_network, private_addresses: true}
"""
OWN_KEY = "sk-of-this-site-alone"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo with two engines in its catalogue that no rule names, and the site's own key for one of them."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "engines.yaml").write_text(ENGINES, encoding="utf-8")
    with started({"VOUCH_ENGINES": str(folder / "engines.yaml")}, port=0, data_dir=folder / "data") as demo:
        services = demo.services
        keys = EngineKeys(services.database, SecretBox(services.settings.secret_keys))
        keys.set(demo.tenant_id, "azure-eu", OWN_KEY, by="cli")
        yield demo


def open_section(one: Window, section: str, user: str = "ines", *, site: str = "") -> FrameLocator:
    """Open a section of the administrators' page by its link."""
    one.page.goto(f"{one.demo.site.base_url}{site}/admin/vouch?user={user}")
    frame = one.page.frame_locator("iframe")
    frame.get_by_role("navigation", name="Sections").get_by_role("link", name=section, exact=True).click()
    expect(frame.get_by_role("heading", name=section, level=2, exact=True)).to_be_focused()
    return frame


def violations(one: Window) -> list[str]:
    """What axe-core finds in the page."""
    found = Axe().run(one.page.frames[-1], options=RULES).response["violations"]
    return [v["id"] for v in found if v["id"] not in {"landmark-one-main", "page-has-heading-one", "region"}]


def test_classify_places(window: OpenWindow) -> None:
    """An administrator finds a project in Jira's own list and gives it a level; from then on AI may read it."""
    one = window()
    frame = open_section(one, "Places")
    expect(frame.get_by_role("heading", name="What AI may do", exact=True)).to_be_visible()
    expect(frame.get_by_role("button", name="Read it again")).to_be_visible()  # the list came while we looked
    level_of_payments = frame.get_by_label("Level of Payments")
    payments = frame.get_by_role("row").filter(has=one.page.get_by_label("Level of Payments"))
    expect(payments.get_by_text("set here; Atlassian's level is asked at each run")).to_be_visible()
    expect(frame.get_by_text("Where Atlassian tells none, the level here stands.")).to_be_visible()
    expect(frame.get_by_text("the policy's default: AI reads nothing").first).to_be_visible()
    level_of_payments.focus()
    assert violations(one) == []
    one.whole_picture("admin-places")
    frame.get_by_role("searchbox").fill("lab")
    level = frame.get_by_label("Level of ", exact=False)
    expect(level).to_have_count(1)
    level.select_option("public")
    expect(frame.get_by_text("LAB: Public, new")).to_be_visible()
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("Version 2, put in force")).to_be_visible()
    try:
        panel = one.open("LAB-3")
        expect(panel.get_by_role("button", name="Summarise")).to_be_visible()
    finally:  # the other tests know this project as one that nobody has classified
        policies, tenant = one.demo.services.policies, one.demo.tenant_id
        now = policies.version_in_force(tenant)
        del now.document["places"]["jira:LAB"]
        policies.put_in_force(tenant, now.document, author="cli", based_on=now.version)


def test_a_place_that_is_narrowed(window: OpenWindow, demo: Demo) -> None:
    """Where the place's own administrators took something away, its row says so and lists what is left."""
    policies, tenant = demo.services.policies, demo.tenant_id
    before = policies.version_in_force(tenant)
    overlays = [
        {"id": "D-1", "places": ["jira:PAY"], "use_case": "categorise", "effect": "deny", "delegated": True},
        {"id": "O-1", "places": ["jira:SHOP"], "effect": "mask"},
    ]
    policies.put_in_force(tenant, {**before.document, "overlays": overlays}, author="cli", based_on=before.version)
    try:
        one = window()
        frame = open_section(one, "Places")
        payments = frame.get_by_role("row").filter(has=one.page.get_by_label("Level of Payments"))
        expect(payments.get_by_text("narrowed here by its own administrators")).to_be_visible()
        expect(payments).not_to_contain_text("Categorise")
        shop = frame.get_by_role("row").filter(has_text="SHOP")
        expect(shop.get_by_text("narrowed here", exact=True)).to_be_visible()
        assert violations(one) == []
        one.whole_picture("admin-places-narrowed")
    finally:
        now = policies.version_in_force(tenant)
        policies.put_in_force(tenant, before.document, author="cli", based_on=now.version)


def test_many_places_in_confluence(window: OpenWindow) -> None:
    """In Confluence's own administration: its spaces are listed, many get a level at once, and all can be discarded."""
    one = window(width=480, height=1200)
    frame = open_section(one, "Places", site="/wiki")
    expect(frame.get_by_role("button", name="Read it again")).to_be_visible()
    frame.get_by_label("Product").select_option("confluence")
    expect(frame.get_by_role("row").filter(has_text="Operations")).to_be_visible()
    frame.get_by_label("Select all on this page").press("Space")
    many = frame.get_by_role("group", name="Selected places")
    many.get_by_label("Level").select_option("restricted")
    assert violations(one) == []
    one.whole_picture("admin-places-confluence")
    many.get_by_role("button", name="Set level").press("Enter")
    expect(frame.get_by_text("OPS: Internal → Restricted")).to_be_visible()
    frame.get_by_text("Add a place by its key").click()
    frame.get_by_label("Space key").fill("~kim")
    frame.get_by_role("button", name="Add", exact=True).click()
    expect(frame.get_by_text("~kim: Internal, new")).to_be_visible()
    frame.get_by_role("button", name="Discard changes").click()
    expect(frame.get_by_role("region", name="What changes")).to_be_hidden()


def test_not_an_administrator(window: OpenWindow) -> None:
    """Anybody else is told so by the API itself; no page decides."""
    one = window()
    one.page.goto(f"{one.demo.site.base_url}/browse/SHOP-12?user=tomasz")
    answer = one.page.goto(f"{one.demo.site.base_url}/admin/vouch?user=tomasz")
    assert answer
    assert answer.status in {200, 403}
    assert one.page.get_by_role("heading", name="What AI may do, by level").count() == 0


def test_health_engines_and_keys(window: OpenWindow) -> None:
    """How the server does, which engines there are and which keys: each readable by everybody, none with a secret."""
    one = window(height=1300)
    frame = open_section(one, "Health")
    expect(frame.get_by_text("SQLite answers in")).to_be_visible()
    expect(frame.get_by_text("It differs from Atlassian")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("admin-health")
    frame.get_by_role("button", name="Look again").press("Enter")
    frame.get_by_role("link", name="Engines").click()
    expect(frame.get_by_text("nowhere: it stays in this server")).to_be_visible()
    judged = frame.get_by_role("listitem").filter(has=one.page.get_by_role("heading", name="azure-eu"))
    expect(judged.get_by_role("definition").filter(has_text="second")).to_be_visible()
    expect(judged.get_by_text("this site's own, set")).to_be_visible()
    judge = frame.get_by_role("listitem").filter(has=one.page.get_by_role("heading", name="second"))
    expect(judge.get_by_role("definition").filter(has_text="azure-eu")).to_be_visible()
    expect(frame.get_by_text("what the server process that gave this page has seen")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("admin-engines")
    frame.get_by_role("link", name="Keys").click()
    expect(
        frame.get_by_role("region", name="Signs checkpoints of the record").get_by_text("Signs", exact=True)
    ).to_be_visible()
    expect(frame.get_by_text("vouch engines remove-key azure-eu")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("admin-keys")
    shown = frame.locator("body").text_content() or ""
    assert "PRIVATE" not in shown
    assert OWN_KEY not in shown


def test_try_the_masking(window: OpenWindow) -> None:
    """An administrator pastes a text and sees what would be masked, and that nothing of it is kept."""
    one = window()
    frame = open_section(one, "Masking")
    said = (
        "Zenobia Quill (zenobia.quill@example.com, +44 20 7946 0958) was charged twice: IBAN "
        "DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111. She lives at 12 High Street, London, SW1A 1AA; "
        "her National Insurance number is AB 12 34 56 C. The staging database has password=Quartz!Heron51 in its log."
    )
    field = frame.get_by_role("textbox", name="Text", exact=True)
    field.fill(said)
    frame.get_by_role("button", name="Mask", exact=True).click()
    result = frame.get_by_role("group", name="The text after masking")
    expect(result).to_contain_text("[SECRET]")
    expect(result).not_to_contain_text("example.com")
    part = frame.get_by_role("region", name="Try the masking")
    expect(part.get_by_text("1 national id")).to_be_visible()
    assert violations(one) == []
    one.part_picture(part, "masking-preview")
    field.fill("Nothing here.")
    frame.get_by_role("button", name="Mask", exact=True).press("Enter")
    expect(part.get_by_text("Nothing in this text would be masked.")).to_be_visible()


def test_describe_a_value(window: OpenWindow) -> None:
    """An administrator says in a sentence what a component is for; it is there when the project is chosen again."""
    one = window(height=2300)
    frame = open_section(one, "Field values")
    chosen = frame.get_by_label("Project", exact=True)
    chosen.select_option("SHOP")
    frame.get_by_text("Component 5 values").click()
    sentence = frame.get_by_role("textbox", name="search", exact=True)
    sentence.fill("Whatever people type to find an address")
    frame.get_by_role("spinbutton", name="Suggestions at most").first.fill("2")
    assert violations(one) == []
    one.part_picture(frame.get_by_role("region", name="What the values of fields mean"), "admin-categories")
    frame.get_by_role("button", name="Save").last.click()
    expect(frame.get_by_text("What was learned there is learned again.").first).to_be_visible()
    chosen.select_option("PAY")
    expect(frame.get_by_text("Component 4 values")).to_be_visible()
    chosen.select_option("SHOP")
    frame.get_by_text("Component 5 values").click()
    expect(sentence).to_have_value("Whatever people type to find an address")


def test_stop_a_project(window: OpenWindow) -> None:
    """An administrator stops a project; the panel there says so in their words; lifted, it goes on."""
    one = window(height=2300)
    part = open_section(one, "Stop AI").get_by_role("region", name="Stop AI")
    expect(part.get_by_text("Nothing is stopped.")).to_be_visible()
    part.get_by_label("What").select_option("place")
    part.get_by_role("textbox", name="Which").fill("SHOP")
    part.get_by_label("Why").fill("A wrong summary went out. We look into it.")
    part.get_by_role("button", name="Stop now").press("Enter")
    expect(part.get_by_text("Stopped: SHOP.")).to_be_visible()
    assert violations(one) == []
    one.part_picture(part, "kill-switch")
    try:
        panel = one.open("SHOP-12")
        expect(panel.get_by_role("heading", name="AI is switched off here.")).to_be_visible()
        expect(panel.get_by_text("Their reason: A wrong summary went out.")).to_be_visible()
        assert one.axe() == []
        one.picture("blocked-stopped")
        open_section(one, "Stop AI")
        part.get_by_role("button", name="Let it go on: SHOP").click()
        expect(part.get_by_text("Goes on: SHOP.")).to_be_visible()
    finally:
        KillSwitch(one.demo.services.database).lift(one.demo.tenant_id, StopKind.PLACE, "jira:SHOP", by="cli")
    expect(one.open("SHOP-12").get_by_role("button", name="Summarise")).to_be_visible()
