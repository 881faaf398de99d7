"""Drafts laid over what is deployed, as a bundle that exists only in memory."""

from __future__ import annotations

from collections.abc import Mapping

from engine import definitions, dialect, table_links
from engine.bundles import LoadedBundle
from kit.db import Reader


def draft(reader: Reader, sources: Mapping[str, bytes], process_id: str) -> LoadedBundle:
    """The process with all that it may call. A call that is bound to a version gets the draft or the newest one. Raises
    Undeployable, Unrunnable, ModelRefused, UnknownProcess."""
    files = definitions.laid_over(reader, sources)
    models = dialect.in_force(files.models)
    bundle = dialect.bundle(models)
    tables = table_links.link(list(files.tables.values()))
    decisions = {decision.id: (model, 0) for model in tables for decision in model.decisions}
    return LoadedBundle(
        id=0,
        process_id=process_id,
        version=0,
        specs=bundle.specs(process_id),
        models=tuple(models),
        decisions=decisions,
        forms=files.forms,
    )
