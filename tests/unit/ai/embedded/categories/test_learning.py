"""Learning, suggesting, and saying nothing."""

from __future__ import annotations

import pytest

from connectors.host.choices import Value
from plugin.ai.embedded.categories.examples import Example
from plugin.ai.embedded.categories.learning import learn
from plugin.ai.embedded.categories.model import Model
from plugin.ai.embedded.categories.suggestions import Confidence, confidence

NETWORK = "the router drops each packet and the firewall adds latency"
SEGMENTS = ["please help the team", "the router drops each packet", "the firewall adds latency"]


def learnt(examples: list[Example], values: list[Value], *, several: bool = False) -> Model:
    """What is learned of a history that is long enough."""
    model = learn(examples, values, several=several)
    assert model is not None
    return model


def test_a_rule_of_the_history_is_found(history: list[Example], values: list[Value]) -> None:
    """The value whose words stand in the text is suggested, surely, and nothing else."""
    (found,) = learnt(history, values).suggest(NETWORK, SEGMENTS)

    assert (found.value, found.confidence) == ("net", Confidence.VERY_LIKELY)
    assert found.probability >= 0.9


def test_evidence_points_to_the_segments_that_say_so(history: list[Example], values: list[Value]) -> None:
    """Segments with the telling words are named, the one without is not."""
    (found,) = learnt(history, values).suggest(NETWORK, SEGMENTS)

    assert {1, 2} == set(found.evidence)


def test_without_segments_there_is_no_evidence(history: list[Example], values: list[Value]) -> None:
    """A text without parts is suggested for, with nothing to point to."""
    (found,) = learnt(history, values).suggest(NETWORK, [])

    assert found.evidence == ()


def test_several_labels_are_suggested_together(labelled: list[Example], values: list[Value]) -> None:
    """A text with the words of two labels gets both, each with its own segment."""
    segments = ["router packet firewall vlan", "refund card invoice checkout"]
    found = learnt(labelled, values, several=True).suggest(" ".join(segments), segments)

    assert {each.value: each.evidence[0] for each in found} == {"net": 0, "pay": 1}


def test_an_issue_without_labels_gets_none(labelled: list[Example], values: list[Value]) -> None:
    """In a field with several values, none is an answer."""
    assert learnt(labelled, values, several=True).suggest("please the team cannot use it and waits", []) == []


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("text", ["", "?!", "zzyx qwvk bbbd"])
def test_a_text_without_known_words_gets_nothing(
    history: list[Example], values: list[Value], text: str, *, several: bool
) -> None:
    """Where no word was ever seen, no prior is passed off as a suggestion."""
    assert learnt(history, values, several=several).suggest(text, [text]) == []


def test_too_short_a_history_teaches_nothing(history: list[Example], values: list[Value]) -> None:
    """Of seven examples, or of one value alone, nothing is learned."""
    assert learn([], values) is None
    assert learn(history[:7], values) is None
    assert learn([each for each in history if "net" in each.values], values) is None


@pytest.mark.parametrize("several", [False, True])
def test_without_values_nothing_is_suggested(history: list[Example], *, several: bool) -> None:
    """A field whose values were all removed."""
    assert learn(history, [], several=several) is None


def test_one_single_value_is_no_choice(history: list[Example], values: list[Value]) -> None:
    """Of one value every text would have it, which nobody needs to be told."""
    assert learn(history, values[:1]) is None


def test_removed_values_are_never_suggested(history: list[Example], values: list[Value]) -> None:
    """Examples of a value that the field no longer has teach nothing."""
    model = learnt(history, [value for value in values if value.id != "net"])

    assert {"pay", "hr"} == set(model.values)
    assert "net" not in {each.value for each in model.suggest(NETWORK, SEGMENTS)}


def test_two_examples_of_a_value_are_thin(values: list[Value], history: list[Example]) -> None:
    """A value with two examples and a name that the text does not contain is not suggested, whatever its score."""
    few = [e for e in history if "hr" not in e.values] + [e for e in history if "hr" in e.values][:2]
    found = learnt(few, values).suggest("payroll vacation onboarding contract salary badge", [])

    assert [each.value for each in found if each.value == "hr"] == []


def test_learning_has_no_chance_in_it(history: list[Example], values: list[Value]) -> None:
    """The same examples give the same bytes."""
    assert learnt(history, values).to_bytes() == learnt(history, values).to_bytes()


def test_wrong_arguments_are_refused(history: list[Example], values: list[Value]) -> None:
    """Values that share an id; several values where one is chosen."""
    with pytest.raises(ValueError, match="share an id"):
        learn(history, [*values, values[0]])
    with pytest.raises(ValueError, match="several values"):
        learn([*history, Example("both", frozenset({"pay", "net"}))], values)


def test_scripts_without_spaces_are_learned() -> None:
    """Pairs of characters tell Japanese texts apart."""
    pay, net = "\u6255\u3044\u623b\u3057\u304c\u5931\u6557", "\u63a5\u7d9a\u304c\u9045\u3044"
    examples = [Example(f"{text}{n}", frozenset([i])) for n in range(10) for i, text in (("p", pay), ("n", net))]
    (found,) = learnt(examples, [Value("p", "P"), Value("n", "N")]).suggest(net, [net])

    assert found.value == "n"


@pytest.mark.parametrize(
    ("probability", "word"),
    [(0.9, Confidence.VERY_LIKELY), (0.89, Confidence.LIKELY), (0.7, Confidence.LIKELY), (0.5, Confidence.POSSIBLE)],
)
def test_words_of_probabilities(probability: float, word: Confidence) -> None:
    """Each floor belongs to the word above it; below the last there is none."""
    assert word == confidence(probability)
    assert confidence(0.49) is None
