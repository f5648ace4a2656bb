from typing import Any

import pytest

from plugin.sandbox.content.adf_builder import AdfBuilder
from plugin.sandbox.content.issue_file import parse_issue
from plugin.sandbox.site import User

PEOPLE = {"ann": ("712020:ann", "Ann Example")}


@pytest.mark.parametrize(
    ("markup", "content"),
    [
        ("", []),
        ("one\ntwo", [{"type": "paragraph", "content": [{"type": "text", "text": "one two"}]}]),
        ("一つ\n二つ", [{"type": "paragraph", "content": [{"type": "text", "text": "一つ二つ"}]}]),
        (
            "one \\\ntwo",
            [
                {
                    "type": "paragraph",
                    "content": [
                        {"type": "text", "text": "one"},
                        {"type": "hardBreak"},
                        {"type": "text", "text": "two"},
                    ],
                }
            ],
        ),
        (
            "```sql\n- no **list**\n```",
            [
                {
                    "type": "codeBlock",
                    "attrs": {"language": "sql"},
                    "content": [{"type": "text", "text": "- no **list**"}],
                }
            ],
        ),
        (
            "**`code` x** pool_size_max",
            [
                {
                    "type": "paragraph",
                    "content": [
                        {"type": "text", "text": "code", "marks": [{"type": "code"}]},
                        {"type": "text", "text": " x", "marks": [{"type": "strong"}]},
                        {"type": "text", "text": " pool_size_max"},
                    ],
                }
            ],
        ),
        (
            "{date:2026-11-20}",
            [{"type": "paragraph", "content": [{"type": "date", "attrs": {"timestamp": "1795132800000"}}]}],
        ),
    ],
)
def test_markup_becomes_the_nodes_that_jira_writes(markup: str, content: list[dict[str, Any]]) -> None:
    """The builder's plain cases, node by node."""
    expected = {"type": "doc", "version": 1, "content": content}
    assert expected == AdfBuilder(PEOPLE, "1").document(markup)


def test_a_wrong_file_is_refused() -> None:
    """An unknown person, an unknown secret and an unknown mark stop the load and are not passed over."""
    ann = User("712020:ann", "Ann Example", "ann@example.com", "en-GB", "Europe/London")
    names = ("key: PAY-1", "summary: s", "type: Bug", "status: To Do / new", "priority: Low", "reporter: ann")
    head = "\n".join([*names, "created: 2026-10-05 07:30", ""])
    text = f"{head}\n== description\n\nx\n\n== ann, 2026-10-05 08:00"
    expected = "11001001"
    assert expected == parse_issue(f"{text}\n\nhello", {"ann": ann}).issue.comments[0].id
    with pytest.raises(KeyError, match="bob"):
        parse_issue(f"{text}\n\nhello @{{bob}}", {"ann": ann})
    with pytest.raises(KeyError, match="no_such"):
        parse_issue(f"{text}\n\n{{{{no_such}}}}", {"ann": ann})
    with pytest.raises(ValueError, match="secret-ish"):
        parse_issue(f"{text}, secret-ish\n\nhello", {"ann": ann})
