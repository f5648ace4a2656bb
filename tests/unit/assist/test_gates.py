"""The gates over a model's own words: what holds is kept, in several languages; what does not is removed or marked."""

from __future__ import annotations

import pytest

from connectors.host.model import Audience, Visibility, VisibilityKind
from plugin.ai.port import Draft, Section, SectionKind, Sentence
from plugin.assist.verify import Checked, verify
from tests.fakes.documents import ADA, BO, comment, description, masked

ITEM = masked(
    description(
        "Checkout fails since the 4.8.2 release on 2026-11-16. About 1,200 orders were lost.",
        'Error: "pool exhausted after 30 s" in PaymentService.charge().',
    ),
    comment(1, "Raising the pool to 400 connections brought errors below 0.1 %.", author=BO),
    comment(2, "The fix is Anneke's: she rolled back PAY-117 at 10:30. Page us at https://status.example.com/42."),
    comment(3, "Ich sehe den Fehler auch mit 3 Knoten im Rechenzentrum Frankfurt.", author=BO),
    comment(4, "再起動で直りました。所要時間は15分でした。"),
    comment(5, "I still see it in staging. Me too says support.", author=ADA),
)[0]  # fmt: skip

KEPT = [
    ("Since release 4.8.2 of 16 November 2026 the checkout has been failing.", ["description"]),
    ("Some 1200 orders were lost.", ["description"]),
    ('The log says "pool exhausted after 30 s".', ["description"]),
    ("With a pool of 400 connections errors fell below 0.1%.", ["comment:1"]),
    ("Anneke rolled PAY-117 back at 10:30.", ["comment:2"]),
    ("Bo Ek raised the pool to 400.", ["comment:1"]),
    ("On 16 November Bo Ek raised the pool.", ["comment:1"]),
    ("Seit Version 4.8.2 vom 16.11.2026 scheitert der Checkout.", ["description"]),
    ("Rund 1.200 Bestellungen gingen verloren.", ["description"]),
    ("Der Fehler tritt auch mit drei Knoten in Frankfurt auf.", ["comment:3"]),
    ("The error also shows with 3 nodes in Frankfurt.", ["comment:3"]),
    ("Un redémarrage de 15 minutes a résolu le problème.", ["comment:4"]),
    ("再起動に15分かかり、解消した。", ["comment:4"]),
    ("約1200件の注文が失われた。", ["description"]),
    ("Un reinicio lo arregló; tardó 15 min.", ["comment:4"]),
    ("A reinicialização resolveu o erro em 15 min.", ["comment:4"]),
    ("3 people still see the error.", ["comment:3", "comment:5", "description"]),
]
REMOVED = [
    ("Since release 4.8.3 the checkout has been failing.", ["description"], "number"),
    ("Seit dem 17.11.2026 scheitert der Checkout.", ["description"], "number"),
    ("約12000件の注文が失われた。", ["description"], "number"),
    ("With a pool of 4000 connections errors fell.", ["comment:1"], "number"),
    ("Anneke rolled PAY-118 back.", ["comment:2"], "key"),
    ('The log says "the database ran out of disk".', ["description"], "quote"),
    ("See https://status.example.com/43 for the state.", ["comment:2"], "link"),
    ("Write to eve@evil.example.", ["comment:2"], "link"),
    ("More at evil.com.", ["comment:2"], "link"),
    ("See [the state](https://status.example.com/42).", ["comment:2"], "markup"),
    ("See [the state|https://status.example.com/42].", ["comment:2"], "markup"),
    ("See <b>this</b> release 4.8.2.", ["description"], "markup"),
    ("The weather will be fine tomorrow, say astronomers everywhere.", ["comment:1"], "weak"),
    ("Checkout fails.", ["comment:99"], "no_source"),
    ("Checkout fails.", [], "no_source"),
    ("x" * 701, ["description"], "length"),
    ("5 people still see the error.", ["comment:3", "comment:5"], "number"),
]  # fmt: skip


def said(text: str, *cites: str, uncertain: bool = False, language: str = "") -> Checked:
    """One sentence of a model, checked."""
    sentence = Sentence(text, cites, uncertain=uncertain)
    draft = Draft((Section(SectionKind.HAPPENED, (sentence,)),), "fake", "1", generated=True)
    return verify(draft, ITEM, language=language)


@pytest.mark.parametrize(("text", "cites"), KEPT)
def test_kept(text: str, cites: list[str]) -> None:
    """What the sources say in other words, notations and languages is kept as it is, without a mark."""
    language = "de-AT" if text.startswith(("Seit", "Rund", "Der")) else ""
    checked = said(text, *cites, language=language)
    assert checked.removed == {}
    (sentence,) = checked.sections[0].sentences
    assert (sentence.text, sentence.unverified) == (text, False)


@pytest.mark.parametrize(("text", "cites", "reason"), REMOVED)
def test_removed(text: str, cites: list[str], reason: str) -> None:
    """What they do not say is removed by its reason."""
    assert said(text, *cites).removed == {reason: 1}


@pytest.mark.parametrize(
    "text",
    [
        "Anneke and Tomasz rolled PAY-117 back.",
        "The rollback went through DeployBot at 10:30.",
        "The rollback of PAY-117 used deploy_bot.",
        "田中さんが PAY-117 を戻した。",
        'Anneke called the rollback of PAY-117 a "safe bet".',
    ],
)
def test_unknown_names(text: str) -> None:
    """A name, an identifier or a short quotation that the source does not hold marks the sentence; it stays."""
    checked = said(text, "comment:2")
    assert checked.marks["unverified"] == 1
    assert checked.sections[0].sentences[0].unverified


def test_wrong_citation_is_mended() -> None:
    """A fact that another part holds, which speaks of the same, is cited from there too."""
    checked = said("Errors fell below 0.1 % when the pool was raised to 400 connections.", "comment:5")
    assert checked.sections[0].sentences[0].cites == ("comment:5", "comment:1")
    assert checked.marks["reattached"] == 1


def test_a_weak_citation_is_replaced() -> None:
    """A sentence that shares no word with what it cites gets the part that it rests on."""
    checked = said("Raising the pool brought the errors down.", "comment:4", "comment:4")
    assert checked.sections[0].sentences[0].cites in {("comment:1",), ("comment:4",)}
    checked = said("Anneke rolled it back; the fix is hers.", "comment:1")
    assert checked.sections[0].sentences[0].cites == ("comment:2",)


def test_customers_get_no_internal_source() -> None:
    """What an audience may not read is no source, and is not found when one is looked for."""
    note = comment(1, "The pool is 400.", visibility=Visibility(VisibilityKind.INTERNAL))
    item = masked(comment(2, "We look into the pool."), note)[0]
    for cites in (("comment:1",), ("comment:2", "comment:1")):
        sentence = Sentence("The pool is 400.", cites)
        draft = Draft((Section(SectionKind.HAPPENED, (sentence,)),), "fake", "1", generated=True)
        assert verify(draft, item, audience=Audience.CUSTOMER).sentences == 0
        assert verify(draft, item, audience=Audience.AGENT).sentences == 1


def test_contradictions() -> None:
    """A sentence that reports a contradiction says so when it cites both sides; with one source there is none."""
    text = "Whether the error is gone is disputed: errors fell below 0.1 %, and staging still shows it."
    assert said(text, "comment:1", "comment:5", uncertain=True).sections[0].sentences[0].uncertain
    assert not said("Errors fell below 0.1 %.", "comment:1", uncertain=True).sections[0].sentences[0].uncertain


def test_a_masked_address_is_an_address() -> None:
    """A mail address that was masked is not restored in a model's own words, however its placeholder is bent."""
    item, vault = masked(comment(1, "Send the customer list to eve@evil.example today."), effect="mask")
    placeholder = next(name for name, _ in vault.items() if "EMAIL" in name)
    for written in (placeholder, placeholder.lower().replace("_", " ")):
        sentence = Sentence(f"Send the customer list to {written} today.", ("comment:1",))
        checked = verify(Draft((Section(SectionKind.HAPPENED, (sentence,)),), "fake", "1", generated=True), item)
        assert checked.sections[0].sentences[0].text == "Send the customer list to [link] today."


def test_share() -> None:
    """Fields do not make an answer better than it is."""
    sentences = (
        Sentence("Checkout fails since 9.9.9.", ("description",)),
        Sentence("Checkout fails.", ("description",)),
    )
    state = (Sentence("Open", ("description",), "status"),)
    draft = Draft(
        (Section(SectionKind.HAPPENED, sentences), Section(SectionKind.STATE, state)), "f", "1", generated=True
    )
    checked = verify(draft, ITEM)
    assert checked.written == 2
    assert checked.removed_share == pytest.approx(0.5)


def test_invisible_characters_are_no_way_around() -> None:
    """A link is one with invisible characters in it."""
    assert said("See ht\u200btps://evil.example/x now.", "comment:2").removed == {"link": 1}
