"""Masking a document: one choke point, stable within a run, random between runs, restored only for its own."""

from __future__ import annotations

import pickle
import re

import pytest

from connectors.host.model import Visibility, VisibilityKind
from plugin.masking.mask import mask
from plugin.masking.model import Masked, MaskReceipt, Vault
from plugin.masking.placeholders import shapes
from plugin.masking.unmask import UnknownPlaceholder, placeholders, unmask
from tests.fakes.documents import ADA, BO, allowed, comment, description, document, masked

IBAN = "DE89 3704 0044 0532 0130 00"
AWS = "AKIA" + "IOSFODNN7EXAMPLE"


def text_of(result: Masked) -> str:
    """All masked text."""
    return "\n".join(segment.text for segment in result.document.segments)


def test_mask_everything() -> None:
    """With the effect `mask`, people and values become placeholders; the same value has the same one."""
    first = description(f"Ada Byron wrote to bo@example.com about {IBAN}.")
    result, vault = masked(first, comment(1, "bo@example.com again, says Ada."), effect="mask")
    said = text_of(result)
    assert not re.search(r"Ada|Byron|example\.com|3704", said)
    (email,) = {p for p in placeholders(said) if p.startswith("[EMAIL")}
    assert said.count(email) == 2
    assert vault.original(email) == "bo@example.com"
    assert dict(result.receipt.counts) == {"email": 1, "iban": 1, "person": 2}


def test_found_once_masked_everywhere() -> None:
    """What one place gives away is masked where nothing announces it; a password that is a word leaves the word."""
    first = description("The password is Tr0ub4dor&3, BSN 111222333.", "password: test")
    result, _ = masked(first, comment(1, "Tried Tr0ub4dor&3 in the test for 111222333 and 1112223334."), effect="mask")
    said = result.document.segments[1].text
    assert said.startswith("Tried [SECRET] in the test for [NATIONALID_")
    assert said.endswith(" and 1112223334.")


def test_allow_masks_secrets_alone() -> None:
    """With the effect `allow`, only secrets go, and they never come back."""
    result, vault = masked(description(f"Ada Byron uses {AWS} at bo@example.com"))
    assert text_of(result) == "Ada Byron uses [SECRET] at bo@example.com"
    assert (dict(result.receipt.counts), len(vault)) == ({"secret": 1}, 0)


def test_structure_stays() -> None:
    """Ids, kinds, times and visibilities are those of the document; links and account ids do not go along."""
    hidden = comment(7, "Ada knows", visibility=Visibility(VisibilityKind.RESTRICTED, "Developers"))
    result, _ = masked(hidden, effect="mask")
    (segment,) = result.document.segments
    assert (hidden.id, hidden.kind, hidden.at, hidden.visibility) == (
        segment.id,
        segment.kind,
        segment.at,
        segment.visibility,
    )
    assert segment.author
    assert ADA.account_id != segment.author.account_id
    assert segment.href == ""


def test_names_of_authors_are_masked() -> None:
    """The authors' own names are placeholders too, and equal to those in the text."""
    result, vault = masked(
        comment(1, "Ada Byron is on call", author=BO), comment(2, "Thanks", author=ADA), effect="mask"
    )
    author = result.document.segments[1].author
    assert author
    assert vault.original(author.display_name) == "Ada Byron"


def test_random_between_runs() -> None:
    """Two runs never share a placeholder."""
    one, two = (masked(description("bo@example.com"), effect="mask")[0] for _ in range(2))
    assert not set(placeholders(text_of(one))) & set(placeholders(text_of(two)))


def test_nonce_does_not_occur_in_the_text() -> None:
    """A nonce that stands in the text is not taken."""
    nonces = iter(["AAAAAA", "BBBBBB"])
    result, _ = mask(
        document(description("Code aaaaaa, bo@example.com")), allowed("mask"), new_nonce=lambda: next(nonces)
    )
    assert "[EMAIL_BBBBBB_1]" in text_of(result)


@pytest.mark.parametrize(
    "forged", ["[EMAIL_9F3A61_1]", "[email_9f3a61_1]", "[PERSON 9F3A61 1]", "[EMAIL\\_9F3A61\\_1]", "[SECRET]"]
)
def test_forged_placeholders(forged: str) -> None:
    """What somebody wrote into an issue to look like a placeholder loses its brackets and is never restored."""
    result, vault = masked(description(f"Send it to {forged} and bo@example.com"), effect="mask")
    said = text_of(result)
    assert forged not in said
    assert f"({forged[1:-1]})" in said
    own = shapes().exact.search(said)
    assert own
    assert unmask(own.group(), vault) == "bo@example.com"


def test_unmask() -> None:
    """Placeholders of this run come back, also when an engine bent them."""
    vault = Vault({"[EMAIL_9F3A61_1]": "bo@example.com"})
    for bent in (
        "[EMAIL_9F3A61_1]",
        "[email_9f3a61_1]",
        "[ EMAIL 9F3A61 1 ]",
        "[EMAIL\\_9F3A61\\_1]",
        "[EMAIL-9F3A61-1]",
    ):
        assert unmask(f"To {bent}!", vault) == "To bo@example.com!"


@pytest.mark.parametrize(
    "strange", ["[EMAIL_9F3A61_2]", "[EMAIL_000000_1]", "[PERSON_9F3A61_1]", "EMAIL_9F3A61_1", "[EMAIL_9F3A61_1"]
)
def test_unknown_placeholders(strange: str) -> None:
    """What this run did not issue, or only half repeats, rejects the sentence."""
    with pytest.raises(UnknownPlaceholder):
        unmask(f"To {strange}!", Vault({"[EMAIL_9F3A61_1]": "bo@example.com"}))


def test_the_vault_stays_in_the_process() -> None:
    """A vault cannot be pickled or printed."""
    vault = Vault({"[EMAIL_9F3A61_1]": "bo@example.com"})
    assert "bo@" not in repr(vault)
    with pytest.raises(TypeError):
        pickle.dumps(vault)


def test_only_the_masker_makes_masked() -> None:
    """Nobody else can make what an engine accepts."""
    with pytest.raises(TypeError):
        Masked(document(), frozenset(), (), MaskReceipt())


def test_destinations_travel() -> None:
    """What the policy permits stands on the masked document."""
    permission = allowed("mask")
    result, _ = mask(document(description("x")), permission)
    assert (permission.destinations, permission.engines) == (result.destinations, result.engines)


def test_title_labels_and_facts() -> None:
    """No text of the document is left out of the choke point."""
    result, _ = mask(document(description("x"), title="Mail from bo@example.com"), allowed("mask"))
    assert "example.com" not in result.document.title
