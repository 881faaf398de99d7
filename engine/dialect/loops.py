"""Loop characteristics: wraps a built activity into a multi-instance or a standard loop."""

from __future__ import annotations

from typing import Any

from engine.dialect.scope import Scope
from engine.dialect.xml import BPMN, text_of
from engine.elements.multi_instance import Collect, Loop, MultiInstance
from engine.elements.node import Node


def read(scope: Scope, node: Any) -> Loop | None:
    """None when the activity does not loop."""
    multi = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if multi is not None:
        return _multi(scope, node, multi)
    standard = node.find(f"{BPMN}standardLoopCharacteristics")
    return None if standard is None else _standard(scope, node, standard)


def _multi(scope: Scope, node: Any, multi: Any) -> Loop:
    extensions = scope.extensions(multi)
    collection = extensions.get("loopCharacteristics", "inputCollection")
    output = extensions.get("loopCharacteristics", "outputCollection")
    element = extensions.get("loopCharacteristics", "outputElement")
    if collection is None or not collection.startswith("="):
        scope.problems.add("loop.no_collection", node)
    if (output is None) != (element is None):
        scope.problems.add("loop.output_pair", node)
    return Loop(
        sequential=multi.get("isSequential") == "true",
        collection=collection or "=[]",
        item=extensions.get("loopCharacteristics", "inputElement"),
        output_collection=output,
        output_element=element,
        condition=text_of(multi, "completionCondition"),
    )


def _standard(scope: Scope, node: Any, standard: Any) -> Loop:
    scope.extensions(standard)
    condition = text_of(standard, "loopCondition")
    maximum = standard.get("loopMaximum")
    if condition is None and not maximum:
        scope.problems.add("loop.no_end", node)
    if maximum and not maximum.isdigit():
        scope.problems.add("value.not_number", node, text=maximum)
        maximum = None
    return Loop(
        sequential=True,
        condition=condition,
        maximum=int(maximum or 1000),
        test_before=standard.get("testBefore") == "true",
    )


def wrap(scope: Scope, node: Any, inner: Node, loop: Loop) -> MultiInstance:
    """`inner` was built under the name `<id>#item`; the loop takes the id, so that joins see one element."""
    lane, title = scope.lane_of(node.get("id")), node.get("name") or ""
    whole = MultiInstance(scope.spec, node.get("id"), inner=inner.name, loop=loop, lane=lane, title=title)
    inner._inputs.append(whole.name)
    inner.connect(Collect(scope.spec, f"{node.get('id')}#collect", title=title))
    return whole
