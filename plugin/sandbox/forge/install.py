"""Installing and removing a Forge app: what an administrator is asked, and what the app is told."""

from __future__ import annotations

from pathlib import Path

from plugin.sandbox.errors import SandboxError
from plugin.sandbox.forge.app import ForgeApp, read_app
from plugin.sandbox.forge.door import ForgeInstallation
from plugin.sandbox.forge.events import call, send
from plugin.sandbox.state import SiteState


def install(
    state: SiteState, folder: Path, *, settle_seconds: float = 0.0, environment: str = "PRODUCTION"
) -> ForgeInstallation:
    """Install a packed app as an administrator who has approved what it asks for, and tell it.

    Args:
        state: the live site.
        folder: of the packed app.
        settle_seconds: how long the app's own account has no permissions yet.
        environment: the app's environment that is installed.

    Raises:
        SandboxError: the manifest breaks a rule; nothing has changed then.
    """
    app = read_app(folder)
    with state.lock:
        new = ForgeInstallation(app, environment=environment, settled_at=state.clock() + settle_seconds)
        state.forge.installation = new
    send(state, "avi:forge:installed:app", "jira", _about(new))
    return new


def upgrade(state: SiteState) -> None:
    """Tell the app that a new major version of it is installed."""
    installation = state.forge.installation
    if installation is None:
        raise SandboxError("No Forge app is installed.")
    send(state, "avi:forge:upgraded:app", "jira", _about(installation))


def uninstall(state: SiteState) -> None:
    """Tell the app before it goes, and remove it whatever it says."""
    app = state.forge.app
    for each in app.manifest["modules"].get("preUninstall", []):
        call(state, app.endpoint(str(each["endpoint"])), "jira", {})
    state.revoke_api()
    state.forge.forget()


def consent(app: ForgeApp) -> dict[str, list[str]]:
    """What an administrator is asked to approve: scopes, and where content goes."""
    return {
        "scopes": app.scopes,
        "remotes": sorted({app.remote_url(entry) for entry in app.manifest["modules"].get("endpoint", [])}),
    }


def _about(installation: ForgeInstallation) -> dict[str, object]:
    uuid = installation.id.rpartition("/")[2]
    app_id = installation.app.id.rpartition("/")[2]
    return {"id": uuid, "app": {"id": app_id, "version": "1.0.0", "name": "Vouch"}, "environment": {"id": "production"}}
