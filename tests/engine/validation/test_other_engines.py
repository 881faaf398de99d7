"""Extensions of other engines are refused, decoration is not."""

from __future__ import annotations

from typing import Any

import pytest

NAMESPACES = 'xmlns:flowable="http://flowable.org/bpmn" xmlns:drools="http://www.jboss.org/drools"'


def drawn(draw: Any, attribute: str, inside: str = "") -> str:
    return str(
        draw.user("A", inside=inside).replace("<userTask", f"<userTask {NAMESPACES} {attribute}") + draw.flow("s>A>e")
    )


@pytest.mark.parametrize(
    ("attribute", "inside", "name"),
    [
        ('flowable:assignee="li"', "", "assignee"),
        ('flowable:class="com.x.Y"', "", "class"),
        ("", "<drools:onEntry-script><drools:script>x()</drools:script></drools:onEntry-script>", "onEntry-script"),
    ],
)
def test_what_another_engine_would_run_is_an_error(
    look: Any, draw: Any, attribute: str, inside: str, name: str
) -> None:
    (finding,) = [it for it in look(drawn(draw, attribute, inside)) if it.code == "extension.foreign"]

    assert (finding.element_id, finding.severity.value) == ("A", "error") and name in finding.zh


def test_colours_and_versions_are_left_alone(hits: Any, draw: Any) -> None:
    assert hits("extension.foreign", drawn(draw, 'drools:bgcolor="#fff" drools:version="1"')) == []
