"""The spaces that a person may open, to the end of the list."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Place, Product
from connectors.host.places import MOST_PLACES, ListedPlace

_PAGE = 250  # the most that `spaces` gives


def spaces_of(client: ConfluenceClient) -> Iterator[ListedPlace]:
    """Yield every current space, personal ones too, by key.

    Raises:
        HostError: as the client.
        HostAnswerInvalid: a page is malformed, or there are more than `MOST_PLACES`.
    """
    asked = {"limit": _PAGE, "status": "current", "sort": "key"}
    for row in client.rows("spaces", params=asked, most=MOST_PLACES):
        key, number = row.get("key"), row.get("id")
        if not isinstance(key, str) or not key or not isinstance(number, str):
            raise HostAnswerInvalid("spaces")
        place = Place(Product.CONFLUENCE, key=key, id=number, name=str(row.get("name") or ""))
        yield ListedPlace(place, str(row.get("type") or ""))
