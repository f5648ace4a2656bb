"""Profiles: which detectors look at which level."""

from __future__ import annotations

import pytest

from plugin.masking.detectors import recogniser
from plugin.masking.mask import mask
from plugin.masking.registry import detectors, secrets_only
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import DEFAULT_MASKING, Allowed, Ask, MaskingProfile, Subject, UseCase
from tests.fakes.documents import ITEM, PLACE, allowed_with, description, document, policy_json

TEXT = "bo@example.com drives B-AB 1234 to Hauptstraße 5, password=hunter22"


def said(profile: MaskingProfile, effect: str = "mask") -> str:
    """The text, masked by a profile."""
    result, _ = mask(document(description(TEXT)), allowed_with(profile, effect), new_nonce=lambda: "AAAAAA")
    return result.document.segments[0].text


def test_default() -> None:
    """By default everything is masked but plates."""
    assert said(DEFAULT_MASKING) == ("[EMAIL_AAAAAA_1] drives B-AB 1234 to [ADDRESS_AAAAAA_1], password=[SECRET]")


def test_on_and_off() -> None:
    """A profile switches plates on and addresses off; secrets stay masked when everything is off."""
    assert said(MaskingProfile(frozenset({"plate"}))) == (
        "bo@example.com drives [PLATE_AAAAAA_1] to Hauptstraße 5, password=[SECRET]"
    )
    assert said(MaskingProfile(frozenset())).endswith("password=[SECRET]")


def test_allow_masks_secrets_alone() -> None:
    """Where a rule says `allow`, no profile adds anything but secrets."""
    assert said(DEFAULT_MASKING, "allow") == TEXT.replace("hunter22", "[SECRET]")
    assert len(detectors(secrets_only(DEFAULT_MASKING))) == 1


def test_the_policy_names_it() -> None:
    """The decision carries the profile of its level."""
    data = policy_json(effect="mask") | {
        "masking": {"profiles": {"cars": {"detectors": {"plate": True, "email": False}}}, "levels": {"public": "cars"}}
    }
    decision = decide(parse(data), Subject("t", "p"), Ask(UseCase.SUMMARISE, ITEM, PLACE))
    assert isinstance(decision, Allowed)
    assert decision.masking.detectors == (DEFAULT_MASKING.detectors | {"plate"}) - {"email"}


def test_the_recogniser_is_never_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra there is no recogniser, and nothing else changes; with it there is one more detector."""
    monkeypatch.setattr(recogniser, "find_spec", lambda _: None)
    without = detectors(DEFAULT_MASKING)
    monkeypatch.setattr(recogniser, "find_spec", lambda name: name)
    assert len(detectors(DEFAULT_MASKING)) == len(without) + 1
    assert len(detectors(MaskingProfile(DEFAULT_MASKING.detectors - {"recogniser"}))) == len(without)
