"""One HTTP session to a host: time budgets, one kind of retry, no surprises.

- Every attempt is authorised anew, on the prepared URL: a retried request must not carry an expired signature.
- Retries are ours alone (urllib3's are off): GET on 429, 502, 503, 504 and broken connections, and on 401 and 403
  while an app's permissions settle, as long as the budget lasts; `Retry-After` and `X-RateLimit-Reset` are honoured
  or the call ends as rate-limited.
- A redirect to another origin is refused; credentials never follow it.
- Answers are capped in size. Library loggers that print bodies or URLs are pinned to warnings.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from connectors.host.access import Access
from connectors.host.errors import (
    HostAnswerInvalid,
    HostConflict,
    HostError,
    HostNotFound,
    HostRateLimited,
    HostRedirected,
    HostRefused,
    HostRejected,
    HostSettling,
    HostUnreachable,
)

CONNECT_TIMEOUT = 3.05
MAX_ANSWER_BYTES = 10_000_000
_MAX_REDIRECTS = 3
_RETRIED = frozenset({429, 502, 503, 504})
_REFUSALS = frozenset({401, 403})
_FILE_HOSTS = (".atlassian.com", ".atlassian.net")  # where signed addresses of files lead
_HOST_PATTERNS = (".atlassian.net", ".jira.com", ".atlassian-us-gov-mod.net")

for _name in ("atlassian", "urllib3", "requests"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def check_base_url(url: str, *, sandbox: bool) -> str:
    """Return the address if a host of Atlassian's may have it; in the sandbox, this machine too.

    Raises:
        HostError: any other address.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if plain and parts.scheme == "https" and host.endswith(_HOST_PATTERNS) and parts.port in {None, 443}:
        return url.rstrip("/")
    if sandbox and plain and parts.scheme in {"http", "https"} and is_loopback(host):
        return url.rstrip("/")
    raise HostError("not an address of Atlassian's")


class HostSession(requests.Session):
    """A session for one person's calls to one host within one time budget.

    Args:
        access: whose calls these are, and where.
        budget_seconds: how long all calls of this session together may take.
        agent: the User-Agent header.
    """

    def __init__(self, access: Access, *, budget_seconds: float, agent: str = "Vouch") -> None:
        super().__init__()
        self.trust_env = False  # no proxy, no netrc: the address and the credentials come from the tenant alone
        self.headers.update({"User-Agent": agent, "Accept": "application/json"})
        self.mount("https://", HTTPAdapter(max_retries=0))
        self.mount("http://", HTTPAdapter(max_retries=0))
        self._access = access
        self._ends = time.monotonic() + budget_seconds
        self.clock_skew: float | None = None
        """Seconds by which our clock is ahead of the host's, by its last answer; None where it does not say."""

    @property
    def base_url(self) -> str:
        """The host's address."""
        return self._access.base_url

    @property
    def site_url(self) -> str:
        """Where people see what is read here."""
        return self._access.site_url

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # noqa: ANN401 (requests' own signature)
        """Send with authorisation, retries, redirects and limits as described above.

        Raises:
            HostError: by what a caller can do about it; no answer of 4xx or 5xx is ever returned.
        """
        kwargs["allow_redirects"] = False
        kwargs["stream"] = True
        if request.method in {"GET", "HEAD"}:
            request.body = None  # Atlassian answers 403 to a GET with a body
            request.headers.pop("Content-Length", None)
            request.headers.pop("Content-Type", None)
        redirects = attempt = 0
        while True:
            attempt += 1
            answer = self._attempt(request, kwargs)
            if answer is not None and answer.is_redirect:
                redirects += 1
                request = self._redirected(request, answer, redirects)
                continue
            wait = self._wait_before_retry(request, answer, attempt)
            if wait is None:
                break
            time.sleep(wait)
        if answer is None:
            raise HostUnreachable("no answer")
        self.clock_skew = _skew(answer)
        if self._settling(answer):
            raise HostSettling("refused, minutes after the install", status=answer.status_code)
        _raise_for(answer)
        return answer

    def fetch(self, url: str, *, most: int) -> bytes | None:
        """Return the bytes of a file at an address of the host; None where there are more than `most`.

        Atlassian keeps files elsewhere, and answers with a redirect to a signed address (302 or 303). That is followed
        without any credentials, and only to a server of Atlassian's over https; from a host on this machine, on it.

        Raises:
            HostError: as `send`; `HostRedirected` for any other place.
        """
        for _ in range(_MAX_REDIRECTS + 1):
            left = self._ends - time.monotonic()
            if left <= 0:
                raise HostUnreachable("time budget spent")
            timeout = (min(CONNECT_TIMEOUT, left), left)
            try:
                answer = self._ask_for_file(url, timeout)
                if answer.is_redirect:
                    url = urljoin(url, answer.headers["Location"])
                    answer.close()
                    continue
                _raise_for(answer)
                return _read_at_most(answer, most, self._ends)
            except requests.RequestException as fault:
                raise HostUnreachable(type(fault).__name__) from fault
        raise HostRedirected("too many redirects")

    def _ask_for_file(self, url: str, timeout: tuple[float, float]) -> requests.Response:
        request = requests.Request("GET", url, headers={"Accept": "*/*", "User-Agent": str(self.headers["User-Agent"])})
        if _origin(url) == _origin(self.base_url):
            own = request.prepare()
            self._access.authorise(own)
            return super().send(own, allow_redirects=False, stream=True, timeout=timeout)
        _check_file_address(url, self.base_url)
        with requests.Session() as bare:  # nothing of ours goes along
            bare.trust_env = False
            return bare.send(request.prepare(), allow_redirects=False, stream=True, timeout=timeout)

    def _attempt(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise HostUnreachable("time budget spent")
        _same_origin(request.url or "", self.base_url)
        self._access.authorise(request)
        kwargs["timeout"] = (min(CONNECT_TIMEOUT, left), left)
        try:
            answer = super().send(request, **kwargs)
            _read_capped(answer, self._ends)
        except requests.ConnectionError:
            return None
        except requests.Timeout as fault:
            raise HostUnreachable("time-out") from fault
        except requests.RequestException as fault:
            raise HostUnreachable(type(fault).__name__) from fault
        return answer

    def _redirected(
        self, request: requests.PreparedRequest, answer: requests.Response, count: int
    ) -> requests.PreparedRequest:
        target = urljoin(request.url or "", answer.headers.get("Location", ""))
        if count > _MAX_REDIRECTS or request.method != "GET":
            raise HostRedirected("too many redirects")
        again = request.copy()
        again.url = target  # the next attempt refuses another origin
        return again

    def _wait_before_retry(
        self, request: requests.PreparedRequest, answer: requests.Response | None, attempt: int
    ) -> float | None:
        """Seconds to wait before another attempt, or None for no other."""
        settling = answer is not None and self._settling(answer)
        again = answer is None or answer.status_code in _RETRIED or settling
        if request.method != "GET" or not again:
            return None
        asked = _retry_after(answer) if answer is not None else None
        wait = asked if asked is not None else (1.0 if settling else 0.25) * 2 ** (attempt - 1)
        return wait if time.monotonic() + wait < self._ends - 0.2 else None

    def _settling(self, answer: requests.Response) -> bool:
        """Whether the answer is a refusal that may mean nothing yet."""
        return answer.status_code in _REFUSALS and self._access.settling


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _same_origin(url: str, base_url: str) -> None:
    if _origin(url) != _origin(base_url):
        raise HostRedirected("another origin")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _check_file_address(url: str, base_url: str) -> None:
    """Let only servers of Atlassian's through, and from this machine those on it."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme == "https" and host.endswith(_FILE_HOSTS) and parts.port in {None, 443} and not parts.username:
        return
    if is_loopback(host) and is_loopback((urlsplit(base_url).hostname or "").lower()):
        return
    raise HostRedirected("a file elsewhere")


def _read_at_most(answer: requests.Response, most: int, ends: float) -> bytes | None:
    body = bytearray()
    for chunk in answer.iter_content(65536):
        body += chunk
        if len(body) > most:
            answer.close()
            return None
        if time.monotonic() > ends:
            answer.close()
            raise HostUnreachable("time budget spent")
    return bytes(body)


def _read_capped(answer: requests.Response, ends: float) -> None:
    """Read the body up to the limit, within the budget; a slow drip does not hold a thread for ever."""
    body = bytearray()
    for chunk in answer.iter_content(65536):
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            answer.close()
            raise HostAnswerInvalid("answer too large", status=answer.status_code)
        if time.monotonic() > ends:
            answer.close()
            raise HostUnreachable("time budget spent")
    answer._content = bytes(body)  # noqa: SLF001 (how requests itself keeps a body that was read)
    answer._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001 (as above)


def _retry_after(answer: requests.Response) -> float | None:
    """Seconds that the host asks for: `Retry-After` (seconds or a date), else `X-RateLimit-Reset` (ISO 8601)."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = (
            parsedate_to_datetime(value)
            if value
            else datetime.fromisoformat(answer.headers.get("X-RateLimit-Reset", ""))
        )
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _raise_for(answer: requests.Response) -> None:
    status = answer.status_code
    reason = answer.headers.get("RateLimit-Reason", "")
    if status < 400:  # noqa: PLR2004 (HTTP's classes)
        return
    if status in {401, 403}:
        raise HostRefused("refused", status=status)
    if status == 404:  # noqa: PLR2004
        raise HostNotFound("not found", status=status)
    if status in {409, 412}:
        raise HostConflict("conflict", status=status)
    if status == 429 or (status == 503 and answer.headers.get("Retry-After")):  # noqa: PLR2004
        raise HostRateLimited(f"rate limited {reason[:60]}", status=status, retry_after=_retry_after(answer))
    if status >= 500:  # noqa: PLR2004
        raise HostUnreachable("server fault", status=status)
    if status in {400, 422}:
        raise HostRejected("refused the request", status=status, fields=_complained_about(answer))
    raise HostAnswerInvalid("refused the request", status=status)


def _complained_about(answer: requests.Response) -> tuple[str, ...]:
    """The fields that Jira names in `errors`; Confluence names none."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return ()
    errors = body.get("errors") if isinstance(body, dict) else None
    return tuple(str(name) for name in errors) if isinstance(errors, dict) else ()


def _skew(answer: requests.Response) -> float | None:
    try:
        there = parsedate_to_datetime(answer.headers.get("Date", ""))
        return (datetime.now(UTC) - there).total_seconds()
    except (ValueError, TypeError):  # TypeError: a date without a zone
        return None
