"""What the store promises of learned places, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from connectors.host.choices import Field
from connectors.host.model import Item, Place, Product
from plugin.ai.embedded.teaching import Learned
from plugin.assist.categories.descriptions import Descriptions, FieldWords
from plugin.assist.categories.lessons import Lessons
from plugin.assist.categories.models import STUCK_AFTER, CategoryModels, Reader
from plugin.assist.repository import Runs
from plugin.governance.retention import Retention
from plugin.identity.repository import Installations
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import category_fields, category_lessons, category_models, category_places
from tests.contract.test_store import a_run, install

PAY = Place(Product.JIRA, key="PAY", id="11000")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LEARNED = {Field.LABELS: Learned(b"arrays", 40)}


def used(store: Database, box: SecretBox, client_key: str = "client-one", *, due: bool = True) -> Reader:
    """Somebody of a site who categorised in PAY."""
    installation = install(store, box, client_key)
    reader = Reader(installation.tenant_id, installation.id, f"ref-{client_key}")
    CategoryModels(store, box).used(reader, PAY, NOW, due=due)
    return reader


def test_one_refresh_at_a_time(store: Database, box: SecretBox) -> None:
    """A place that is due is taken once; what becomes due meanwhile waits; a process that is gone is followed."""
    reader, models = used(store, box), CategoryModels(store, box)
    taken = models.claim(reader.tenant_id, PAY, NOW)
    assert taken is not None
    assert models.claim(reader.tenant_id, PAY, NOW) is None
    assert models.due(NOW) == []
    models.used(reader, PAY, NOW, due=True)
    assert models.claim(reader.tenant_id, PAY, NOW) is None
    with store.begin() as connection:
        assert models.keep(connection, taken, ["1", "2"], LEARNED, NOW, masked=True)
    again = models.claim(reader.tenant_id, PAY, NOW)
    assert again is not None
    assert (again.sample, again.masked, again.failed) == (("1", "2"), True, False)
    assert len(models.due(NOW + STUCK_AFTER + timedelta(seconds=1))) == 1
    assert models.claim(reader.tenant_id, PAY, NOW + STUCK_AFTER + timedelta(seconds=1)) is not None


def test_models_come_back_as_they_went_in(store: Database, box: SecretBox) -> None:
    """Bytes for bytes, encrypted in between, under a new key too; a second refresh replaces all of the first."""
    reader, models = used(store, box), CategoryModels(store, box)
    taken = models.claim(reader.tenant_id, PAY, NOW)
    assert taken is not None
    with store.begin() as connection:
        models.keep(connection, taken, [], {**LEARNED, Field.PRIORITY: Learned(b"old", 9)}, NOW, masked=False)
        models.keep(connection, taken, [], LEARNED, NOW, masked=False)
        assert models.rotate_secrets(connection) == 1
    assert models.models(reader.tenant_id, PAY).learned == LEARNED
    with store.read() as connection:
        (row,) = connection.execute(select(category_models)).all()
    assert b"arrays" not in row.model


def test_what_was_forgotten_stays_forgotten(store: Database, box: SecretBox) -> None:
    """A refresh that ends after its place was forgotten keeps nothing."""
    reader, models = used(store, box), CategoryModels(store, box)
    taken = models.claim(reader.tenant_id, PAY, NOW)
    assert taken is not None
    models.forget(reader.tenant_id, PAY)
    with store.begin() as connection:
        assert not models.keep(connection, taken, [], LEARNED, NOW, masked=False)
    assert models.models(reader.tenant_id, PAY).learned == {}


def test_a_reader_who_cannot_read_gives_way(store: Database, box: SecretBox) -> None:
    """After a failure nothing is due; the next person takes the place over."""
    reader, models = used(store, box), CategoryModels(store, box)
    taken = models.claim(reader.tenant_id, PAY, NOW)
    assert taken is not None
    models.give_up(taken)
    found = models.place(reader.tenant_id, PAY)
    assert found is not None
    assert (found.failed, models.due(NOW)) == (True, [])
    models.used(replace(reader, person="other"), PAY, NOW, due=True, instead=True)
    (waiting,) = models.due(NOW)
    assert (waiting.reader.person, waiting.failed) == ("other", False)


def test_old_models_in_use_become_due(store: Database, box: SecretBox) -> None:
    """Learned a day ago and used this week: due. Not used any more: left alone."""
    reader, models = used(store, box), CategoryModels(store, box)
    taken = models.claim(reader.tenant_id, PAY, NOW)
    assert taken is not None
    with store.begin() as connection:
        models.keep(connection, taken, [], LEARNED, NOW, masked=False)
    later = NOW + timedelta(days=2)
    models.make_due(later - timedelta(days=1), NOW + timedelta(days=1), later)
    assert models.due(later) == []
    models.make_due(later - timedelta(days=1), NOW - timedelta(days=1), later)
    assert len(models.due(later)) == 1


def test_one_tenants_place_is_no_others(store: Database, box: SecretBox) -> None:
    """The same project of two sites: models, lessons and words of one are not the other's."""
    one, two = used(store, box), used(store, box, "client-two")
    models, lessons, words = CategoryModels(store, box), Lessons(store), Descriptions(store)
    taken = models.claim(one.tenant_id, PAY, NOW)
    assert taken is not None
    run = replace(a_run(install(store, box)), item=Item(Product.JIRA, "1", "PAY-1"), place=PAY)
    with store.begin() as connection:
        models.keep(connection, taken, ["1"], LEARNED, NOW, masked=False)
        lessons.lesson(connection, run, "labels", "a", "b")
    words.put(one.tenant_id, PAY, {Field.LABELS: FieldWords(2, {"a": "About a"})}, author="ref")
    assert len(lessons.newest(one.tenant_id, PAY, 9)) == 2
    assert words.of(one.tenant_id, PAY)[Field.LABELS].sentences == {"a": "About a"}
    assert models.models(two.tenant_id, PAY).learned == {}
    assert lessons.newest(two.tenant_id, PAY, 9) == []
    assert words.of(two.tenant_id, PAY) == {}
    models.forget(two.tenant_id, PAY)
    assert models.models(one.tenant_id, PAY).learned == LEARNED


def test_nothing_is_left_after_the_purge(store: Database, box: SecretBox) -> None:
    """After an uninstall and its days, a tenant's models, lessons and words are gone."""
    reader, models, known = used(store, box), CategoryModels(store, box), Installations(store, box)
    taken = models.claim(reader.tenant_id, PAY, NOW)
    assert taken is not None
    run = replace(a_run(install(store, box)), item=Item(Product.JIRA, "1", "PAY-1"), place=PAY)
    with store.begin() as connection:
        models.keep(connection, taken, ["1"], LEARNED, NOW, masked=False)
        Lessons(store).lesson(connection, run, "labels", "", "b")
    Descriptions(store).put(reader.tenant_id, PAY, {Field.LABELS: FieldWords(2, {})}, author="ref")
    with store.begin() as connection:
        known.mark_uninstalled(connection, Product.JIRA, "client-one", purge_days=0)
    Retention(store, Runs(store, box), known, approved_days=365).apply(datetime.now(UTC) + timedelta(days=1))
    with store.read() as connection:
        for table in (category_fields, category_lessons, category_models, category_places):
            assert connection.execute(select(table)).all() == [], table.name


def test_what_is_taken_back_was_not_wanted(store: Database, box: SecretBox) -> None:
    """A value that was taken and undone, in the same run, is a rejected one; there is one lesson about it."""
    reader, lessons = used(store, box), Lessons(store)
    run = replace(a_run(install(store, box)), item=Item(Product.JIRA, "1", "PAY-1"), place=PAY)
    for chosen in ("a", ""):
        with store.begin() as connection:
            lessons.lesson(connection, run, "labels", "a", chosen)
    (found,) = lessons.newest(reader.tenant_id, PAY, 9)
    assert (found.value, found.taken) == ("a", False)


def test_the_newer_lesson_counts(store: Database, box: SecretBox) -> None:
    """Rejected first and taken later: taken."""
    reader, lessons = used(store, box), Lessons(store)
    first = replace(a_run(install(store, box)), item=Item(Product.JIRA, "1", "PAY-1"), place=PAY)
    for run, chosen in ((first, ""), (replace(first, id="another-run"), "a")):
        with store.begin() as connection:
            lessons.lesson(connection, run, "labels", "a", chosen)
    (found,) = lessons.newest(reader.tenant_id, PAY, 9)
    assert (found.value, found.taken) == ("a", True)
