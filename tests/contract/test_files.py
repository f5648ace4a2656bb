"""Attached files on the whole road against the stand-in site: read as the person, cited, named where they are not."""

from __future__ import annotations

from plugin.cli.demo import Demo
from plugin.sandbox.site import Attachment
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel


def test_files_of_an_issue(panel: OpenPanel) -> None:
    """PDFs are read and cited, as internal; pictures are named as not read; a customer's text has none of it."""
    run = panel("HELP-47").summarise()
    assert [error.message for error in validator("Run").iter_errors(run)] == []
    result = run["result"]
    (files,) = (section["sentences"] for section in result["sections"] if section["kind"] == "files")
    assert any("cartons" in sentence["text"] for sentence in files)
    assert {sentence["visibility"]["kind"] for sentence in files} == {"internal"}
    cited = {source["role"] for source in result["citations"] if source["kind"] == "attachment"}
    assert cited <= {"packing-list.pdf", "carrier-report.pdf"}
    assert cited
    coverage = result["coverage"]
    assert coverage["files_read"] == 2
    (unread,) = (omission for omission in coverage["omissions"] if omission["what"] == "attachments")
    assert set(unread["names"]) == {"pallet-front.jpg", "pallet-side.jpg"}
    reply = panel("HELP-47").summarise(audience="customer")["result"]
    assert "files" not in {section["kind"] for section in reply["sections"]}
    assert "files_read" not in reply["coverage"]


def test_a_file_that_cannot_be_had(demo: Demo, panel: OpenPanel) -> None:
    """A file that the host does not give, or that is not what it says, is named; the rest of the issue is summed up."""
    issue = demo.site.state.site.issues["PAY-88"]
    added = issue.attachments[0]
    issue.attachments.append(
        Attachment("990001", "shot.txt", "text/plain", 900, added.author, added.created)  # whose bytes are a picture's
    )
    demo.site.state.faults.add("/attachment/content/", "500", times=1)
    run = panel("PAY-88").summarise()
    assert run["state"] == "finished"
    (unread,) = (o for o in run["result"]["coverage"]["omissions"] if o["what"] == "attachments")
    assert "shot.txt" in unread["names"]


def test_files_of_a_page(demo: Demo, wiki: OpenPanel) -> None:
    """A page's files come by a redirect to another server, which gets no token."""
    policies = demo.services.policies
    document = policies.current(demo.wiki_tenant_id)
    policy = document.serialise()
    policy["places"]["confluence:LAB"] = {"level": "internal"}
    policies.put_in_force(demo.wiki_tenant_id, policy, author="test", based_on=document.version)
    run = wiki("393217").summarise()
    assert run["state"] == "finished", run
    coverage = run["result"]["coverage"]
    assert coverage["files_read"] == 1
    (unread,) = (o for o in coverage["omissions"] if o["what"] == "attachments")
    assert set(unread["names"]) == {"forecast.ipynb", "map-hamburg.png"}
