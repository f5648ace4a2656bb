"""Every table of the store. Repositories of the stateful packages map these rows; nobody else reads them.

Times are UTC. Every row that belongs to a tenant carries `tenant_id`, and every query is keyed by it.
`audit_records`, `audit_checkpoints` and `policies` are append-only: triggers of the migrations refuse anything else.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from plugin.store import access_tables as _access_tables  # noqa: F401 (as the others)
from plugin.store import card_tables as _card_tables  # noqa: F401 (as the others)
from plugin.store import place_tables as _place_tables  # noqa: F401 (whoever knows the tables knows these)
from plugin.store import policy_tables as _policy_tables  # noqa: F401 (whoever knows the tables knows these)
from plugin.store import reading_tables as _reading_tables  # noqa: F401 (as the others)
from plugin.store import report_tables as _report_tables  # noqa: F401 (whoever knows the tables knows this one)
from plugin.store import review_tables as _review_tables  # noqa: F401 (as above)
from plugin.store.columns import UtcDateTime, metadata

tenants = Table(
    "tenants",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("site", String(255), nullable=False),  # host name, for people who operate the server
    Column("created_at", UtcDateTime, nullable=False),
    Column("purged_at", UtcDateTime),
    Column("cloud_id", String(64)),  # only where Atlassian vouched for it: a Connect install merely claims one
    Index(None, "cloud_id", unique=True),
)

installations = Table(
    "installations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("product", String(16), nullable=False),
    Column("client_key", String(255), nullable=False),
    Column("base_url", String(500), nullable=False),
    Column("display_url", String(500), nullable=False, default=""),
    Column("shared_secret", LargeBinary, nullable=False),  # encrypted
    Column("oauth_client_id", LargeBinary),  # encrypted; absent where the host grants no impersonation
    Column("cloud_id", String(64), nullable=False, default=""),  # as the unsigned body said: never proof
    Column("state", String(16), nullable=False),  # installed | uninstalled
    Column("installed_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("uninstalled_at", UtcDateTime),
    Column("purge_after", UtcDateTime),
    Column("door", String(16), nullable=False, default="connect"),  # connect | forge
    UniqueConstraint("product", "client_key"),
)

people = Table(
    # The only place where an account id stands. Erasing a row erases the person; the record keeps the reference.
    "people",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("ref", String(40), primary_key=True),
    Column("account_id", String(128), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("refreshed_at", UtcDateTime),  # when the host last said that the account had changed
    UniqueConstraint("tenant_id", "account_id"),
)

policies = Table(
    "policies",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSON, nullable=False),
    Column("author", String(40), nullable=False),  # a person's reference, or "cli"
    Column("at", UtcDateTime, nullable=False),
    Column("approved_by", String(40)),  # who else agreed
    Column("proposal", String(40)),  # that it was
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("installation_id", ForeignKey("installations.id"), nullable=False),
    Column("person", String(40), nullable=False),
    Column("product", String(16), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("item_key", String(255), nullable=False),
    Column("place_id", String(64), nullable=False),
    Column("place_key", String(255), nullable=False),
    Column("use_case", String(32), nullable=False),
    Column("audience", String(16), nullable=False),
    Column("length", String(16), nullable=False),
    Column("language", String(40), nullable=False),
    Column("engine_wish", String(32), nullable=False, default=""),
    Column("options", JSON),  # what only some use cases take: which versions to compare
    Column("active_key", String(80), unique=True),  # set while under way: two clicks at once make one run
    Column("state", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("alive_at", UtcDateTime, nullable=False),  # the driver's last sign of life
    Column("finished_at", UtcDateTime),
    Column("stop_wanted", Boolean, nullable=False, default=False),
    Column("outcome", LargeBinary),  # encrypted JSON: result, refusal or error
    Column("fingerprint", JSON),  # what was read, as salted digests
    Column("expires_at", UtcDateTime),
    Index(None, "tenant_id", "person", "item_id", "created_at"),
    Index(None, "state", "alive_at"),
    Index("ix_runs_place", "tenant_id", "place_key", "created_at"),
)

run_events = Table(
    "run_events",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("stage", String(32), nullable=False),
    Column("data", JSON, nullable=False),  # counts and codes only
)

audit_records = Table(
    "audit_records",
    metadata,
    Column("tenant_id", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("header", Text, nullable=False),  # canonical JSON: seq, at, event
    Column("payload", Text),  # canonical JSON; erased on schedule
    Column("salt", String(64)),  # erased with the payload
    Column("payload_hash", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_index = Table(
    # What the record is searched by, copied from it; can be made again, and proves nothing.
    "audit_index",
    metadata,
    Column("tenant_id", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("event", Integer, nullable=False),  # the event's permanent number
    Column("person", String(40)),
    Column("place", String(300)),  # as policies name it: jira:PAY
    Column("item", String(255)),
    Column("run", String(40)),
    Column("level", String(16)),
    Index(None, "tenant_id", "at"),
    Index(None, "tenant_id", "event", "seq"),
    Index(None, "tenant_id", "person", "seq"),
    Index(None, "tenant_id", "place", "seq"),
    Index(None, "tenant_id", "item", "seq"),
    Index(None, "tenant_id", "run", "seq"),
    Index(None, "tenant_id", "level", "seq"),
)

audit_keys = Table(
    # What signs checkpoints: one key at a time; of those before it only the public half is kept.
    "audit_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("public_key", Text, nullable=False),  # PEM
    Column("private_key", LargeBinary),  # encrypted
    Column("created_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
)

audit_checkpoints = Table(
    # Append-only, as the records that they are made over.
    "audit_checkpoints",
    metadata,
    Column("tenant_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("at", String(40), nullable=False),  # as it was signed
    Column("key_id", String(16), nullable=False),
    Column("signature", String(100), nullable=False),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # person | place | run
    Column("value", String(300), nullable=False),
    Column("case_number", String(64), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
)

audit_pushes = Table(
    # How far a tenant's record was taken by the webhook.
    "audit_pushes",
    metadata,
    Column("tenant_id", String(40), primary_key=True),
    Column("seq", Integer, nullable=False, default=0),
    Column("checkpoint", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("next_at", UtcDateTime),
    Column("leased_until", UtcDateTime),
    Column("last_ok_at", UtcDateTime),
    Column("last_error", String(40), nullable=False, default=""),
)

usage_keys = Table(
    "usage_keys",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("period", String(16), primary_key=True),  # the quarter that the key serves, such as 2026Q4
    Column("key", LargeBinary, nullable=False),  # encrypted
)

usage_events = Table(
    "usage_events",
    metadata,
    Column("event_id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("ts", UtcDateTime, nullable=False),
    Column("name", String(40), nullable=False),
    Column("actor_p", String(64), nullable=False),
    Column("run_id", String(40)),
    Column("envelope", JSON, nullable=False),
    Column("fields", JSON, nullable=False),
    Index(None, "tenant_id", "ts"),
    Index(None, "tenant_id", "name", "ts"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("code", String(16), nullable=False),
    Column("sentence", String(8), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("run_id", "person", "kind", "sentence", "code"),
)

decisions = Table(
    # What a person decided about an output; the text itself is not kept.
    "decisions",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("person", String(40), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(16), nullable=False, default=""),
    Column("edit_ratio", Float, nullable=False, default=0.0),
    Column("seconds", Integer, nullable=False, default=0),
    Column("at", UtcDateTime, nullable=False),
    Column("target", String(16), nullable=False, default="comment"),
    Column("write_state", String(16), nullable=False),
    Column("internal", Boolean, nullable=False, default=False),
    Column("wish_mac", String(64), nullable=False, default=""),
    Column("written_id", String(64), nullable=False, default=""),
    Column("written_version", String(64), nullable=False, default=""),
    Column("written_href", String(500), nullable=False, default=""),
    Column("receipt", LargeBinary),  # encrypted JSON: what changed, and what was there before
    Column("looked_at", UtcDateTime),  # when its fields were last read again
)

escalations = Table(
    # An output that a person handed to somebody else.
    "escalations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("product", String(16), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("use_case", String(32), nullable=False),
    Column("sender", String(40), nullable=False),
    Column("recipient", String(40), nullable=False, default=""),  # a person's reference; empty for a queue
    Column("queue", String(80), nullable=False, default=""),
    Column("note", LargeBinary, nullable=False),  # encrypted
    Column("at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(40), nullable=False, default=""),
    Index(None, "tenant_id", "product", "item_id"),
)

approved_summaries = Table(
    # What an item's page shows because a person approved it: one an item; the text goes when it has ended.
    "approved_summaries",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("product", String(16), primary_key=True),
    Column("item_id", String(64), primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person", String(40), nullable=False),
    Column("text", LargeBinary),  # encrypted
    Column("language", String(40), nullable=False),
    Column("source_version", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("ended", String(16), nullable=False, default=""),  # withdrawn | expired
)

category_places = Table(
    # Where people categorise: as whom it is learned, and when it is due again.
    "category_places",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("product", String(16), primary_key=True),
    Column("place_id", String(64), primary_key=True),
    Column("place_key", String(255), nullable=False),
    Column("installation_id", ForeignKey("installations.id"), nullable=False),
    Column("person", String(40), nullable=False),
    Column("sample", JSON, nullable=False),  # ids of the items that taught
    Column("masked", Boolean, nullable=False, default=False),  # whether names and values were masked in them
    Column("used_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("learned_at", UtcDateTime),
    Column("failed", Boolean, nullable=False, default=False),
)

category_models = Table(
    "category_models",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("product", String(16), primary_key=True),
    Column("place_id", String(64), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("model", LargeBinary, nullable=False),  # encrypted; versioned arrays, never a pickle
    Column("examples", Integer, nullable=False),
    Column("learned_at", UtcDateTime, nullable=False),
)

category_lessons = Table(
    # What people took or rejected: which item and which value; the text is read again when a place is learned.
    "category_lessons",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("product", String(16), nullable=False),
    Column("place_id", String(64), nullable=False),
    Column("field", String(16), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("value", String(255), nullable=False),
    Column("taken", Boolean, nullable=False),
    Column("run_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("run_id", "field", "value"),
    Index(None, "tenant_id", "product", "place_id", "at"),
)

category_fields = Table(
    # What administrators say of a field's values, and how many suggestions it gets at most.
    "category_fields",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("product", String(16), primary_key=True),
    Column("place_id", String(64), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("most", Integer),
    Column("sentences", JSON, nullable=False),  # id of the value -> what the administrator says of it
    Column("author", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

contradictions = Table(
    # Values that were changed within a week after somebody took them: each is counted once.
    "contradictions",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("value_h", String(64), primary_key=True),  # keyed by the run: says nothing by itself
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)

stops = Table(
    # What administrators stopped with the kill switch; the record keeps who set and lifted what.
    "stops",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("name", String(270), primary_key=True),
    Column("reason", String(200), nullable=False, default=""),
    Column("person", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
