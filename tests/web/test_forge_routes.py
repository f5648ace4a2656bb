"""What the Forge app's manifest names, the server has, and the server has nothing that the manifest does not name."""

from __future__ import annotations

from flask import Flask

from descriptors import forge as descriptor
from plugin.identity.caller import TokenKind
from plugin.web import forge
from plugin.web.tokens import declared

APP_ID = "ari:cloud:ecosystem::app/0f0e0d0c-0b0a-4908-8706-050403020100"


def test_routes_of_the_manifest() -> None:
    """Each route that Forge calls by itself is there, by POST, and takes an invocation token alone."""
    app = Flask(__name__)
    app.register_blueprint(forge.blueprint)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert {declared(app, rule.endpoint) for rule in rules} == {(TokenKind.INVOCATION, None)}
    manifest = descriptor.read(
        descriptor.render(descriptor.Form.OWN, app_id=APP_ID, public_url="https://vouch.example.com")
    )
    named = {one["route"]["path"] for one in manifest["modules"]["endpoint"] if "route" in one}
    assert {rule.rule for rule in rules if "POST" in (rule.methods or ())} == named
