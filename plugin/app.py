"""The application: blueprints, headers, errors; nothing else."""

from __future__ import annotations

from flask import Flask

from plugin.identity.caller import TokenKind
from plugin.settings import Settings
from plugin.web import (
    api,
    audit,
    categories,
    delegation,
    descriptors,
    errors,
    escalations,
    forge,
    headers,
    health,
    lifecycle,
    macro,
    masking,
    operations,
    pages,
    personal_data,
    places,
    policy,
    policy_trial,
    review,
    reviews,
    setup,
    stops,
    tokens,
    trust,
    whole_answers,
)
from plugin.web.services import Services
from plugin.wiring import build


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the application.

    Args:
        settings: of this process.
        services: fakes in tests; built from the settings otherwise.
    """
    app = Flask("plugin", root_path=None, static_folder="web/static", template_folder="web/templates")
    app.config.update(MAX_CONTENT_LENGTH=1_000_000, JSON_SORT_KEYS=False, TRAP_HTTP_EXCEPTIONS=False)
    built = services or build(settings)
    app.extensions["vouch"] = built
    panels = (pages, api, review, reviews, escalations, macro)
    administration = (
        audit,
        delegation,
        masking,
        operations,
        personal_data,
        places,
        policy,
        policy_trial,
        setup,
        stops,
        trust,
    )
    for module in (descriptors, lifecycle, forge, *panels, categories, *administration, health):
        app.register_blueprint(module.blueprint)
    tokens.declare("static", TokenKind.PUBLIC)
    tokens.guard(app)
    whole_answers.register(app)
    headers.register(app, settings.bridge_url)
    errors.register(app)
    tokens.check_routes(app)
    return app
