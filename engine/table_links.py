"""Decision files that import others: each is compiled again with the models that it names, those first."""

from __future__ import annotations

from collections.abc import Sequence

from engine import decisions
from engine.decisions.graph import Graph
from engine.decisions.xml import children


def link(models: Sequence[decisions.Model]) -> list[decisions.Model]:
    """The same models in the same order. Of two with one namespace the later is meant. An import that is not there, and
    files that import each other in a circle, stay unlinked: their findings say so."""
    found = list(models)
    by_namespace = {model.graph.namespace: place for place, model in enumerate(found)}
    imports = [[by_namespace.get(namespace) for namespace in _imported(model)] for model in found]
    waiting = [place for place, wanted in enumerate(imports) if wanted]
    while waiting:
        ready = [place for place in waiting if not any(other in waiting for other in imports[place])]
        if not ready:
            break
        for place in ready:
            known = {found[other].graph.namespace: found[other].graph for other in imports[place] if other is not None}
            found[place] = decisions.Model(Graph(found[place].graph.root, known), found[place].filename)
        waiting = [place for place in waiting if place not in ready]
    return found


def _imported(model: decisions.Model) -> list[str]:
    return [element.get("namespace", "") for element in children(model.graph.root, "import")]
