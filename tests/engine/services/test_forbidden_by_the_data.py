"""What a table forbids inside a local handler is an incident on its task, not a failure of the whole command."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from sqlalchemy import insert

from engine import incidents, topics
from engine.models import CandidateSet
from kit import db


class Nothing(BaseModel):
    """Takes and gives nothing."""


def test_a_broken_constraint_becomes_an_incident(house: Any, draw: Any, handlers: Any) -> None:
    @topics.local("test.forbidden", title_zh="撞键", title_en="taken key")
    def forbidden(tx: db.Tx, job: topics.Job, given: Nothing) -> Nothing:
        tx.session.execute(insert(CandidateSet), [{"id": 7001, "groups": "x"}, {"id": 7001, "groups": "y"}])
        return Nothing()

    house.draw(draw.job("J", "test.forbidden") + draw.flow("s>J>e"))

    instance = house.start()

    with house.database.read() as reader:
        found = incidents.page(reader).items
    assert [(it.instance_id, it.element_id) for it in found] == [(instance, "J")]
    assert "IntegrityError" in found[0].text.whole("en")
