"""In which language an answer is: the reader's, the item's, the customer's, or a fixed one."""

from __future__ import annotations

import pytest

from connectors.host.model import Audience, Visibility, VisibilityKind
from plugin.assist.speech import default, spoken
from plugin.errors import SettingsError
from plugin.settings import Settings
from tests.fakes.documents import ADA, BO, comment, description, document

GERMAN = "Der Drucker am Tor druckt seit Montag jedes Etikett zweimal, und wir wissen nicht, warum das so ist."
ENGLISH = "The queue holds each job two times when the scanner is away, and that is what we have seen in the log."
INTERNAL = Visibility(VisibilityKind.INTERNAL)
ITEM = document(
    description(GERMAN),  # by Bo, who raised it
    *(comment(n, ENGLISH, ENGLISH, author=ADA) for n in range(1, 5)),
    comment(5, ENGLISH, ENGLISH, author=BO, visibility=INTERNAL),
    title="Etiketten doppelt",
)


@pytest.mark.parametrize(
    ("mode", "language"), [("mine", "ja"), ("item", "en"), ("customer", "de"), ("pt-BR", "pt-BR"), ("fr", "fr")]
)
def test_modes(mode: str, language: str) -> None:
    """What colleagues wrote, or what nobody outside reads, is not the customer's language."""
    assert spoken(mode, "ja", ITEM) == language


def test_nobody_knows() -> None:
    """Where the text tells no language, the reader's holds."""
    assert spoken("item", "ja", document(description("502"))) == "ja"
    assert spoken("customer", "ja", document(description("502"))) == "ja"


def test_defaults() -> None:
    """Colleagues read their own language, customers theirs."""
    assert (default(Audience.AGENT), default(Audience.CUSTOMER)) == ("mine", "customer")


def test_settings(tmp_path: object) -> None:
    """A language is fixed by a variable; what is none stops the start with its name."""
    environ = {"VOUCH_ENVIRONMENT": "sandbox", "VOUCH_DATA_DIR": str(tmp_path)}
    settings = Settings.from_env({**environ, "VOUCH_ANSWER_LANGUAGE": "de", "VOUCH_CUSTOMER_LANGUAGE": "item"})
    assert (settings.answer_language, settings.customer_language) == ("de", "item")
    for name, value in (("VOUCH_ANSWER_LANGUAGE", "customer!"), ("VOUCH_CUSTOMER_LANGUAGE", "klingon language")):
        with pytest.raises(SettingsError, match=name):
            Settings.from_env({**environ, name: value})
