"""What masking makes of a text that somebody tries out: the same masker, and nothing that outlives the answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from plugin.masking.mask import Masking
from plugin.masking.model import MaskReceipt
from plugin.policy.model import MaskingProfile


@dataclass(frozen=True, slots=True)
class Preview:
    """The masked text, and how many values of each kind were masked."""

    text: str
    receipt: MaskReceipt


def preview(text: str, profile: MaskingProfile) -> Preview:
    """Mask a text by a profile. Names of an item's people are not known here: only the recogniser finds any."""
    nonce = secrets.token_hex(3).upper()
    while nonce in text.upper():
        nonce = secrets.token_hex(3).upper()
    run = Masking(profile, nonce)
    run.learn([text])
    return Preview(run.text(text), run.receipt)
