"""Open incidents as a list shows them: in both languages, with the names of process and element, also old ones."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import BaseModel, Field
from sqlalchemy import update

from engine import incidents, topics
from engine.models import WorkItem
from kit import db


class Parcel(BaseModel):
    """What the handler of this test wants."""

    weight: int = Field(title="重量", description="Grams")


class Nothing(BaseModel):
    """Gives nothing back."""


def weigh(tx: db.Tx, job: topics.Job, given: Parcel) -> Nothing:
    return Nothing()


def the_incident(house: Any) -> incidents.Incident:
    with house.database.read() as reader:
        (found,) = incidents.page(reader).items
    return found


def test_data_that_does_not_fit_a_handler_is_named_as_people_know_it(house: Any, draw: Any, handlers: Any) -> None:
    topics.local("test.weigh", title_zh="称重", title_en="weigh")(weigh)
    service = draw.zeebe('<zeebe:taskDefinition type="test.weigh"/>')
    house.draw(draw.tag("serviceTask", "J", service, name="称重") + draw.flow("s>J>e"))

    house.start(weight="很重")

    found = the_incident(house)
    assert found.text.code == "incident.input_refused"
    assert found.text.zh.startswith("“称重”拿到的数据不合要求：重量 weight。请")
    assert "was given data that does not fit: weight" in found.text.en
    assert found.text.detail.startswith("weight: Input should be a valid integer")
    assert (found.element_name, found.process_name) == ("称重", "proc")


def test_a_row_of_an_earlier_release_stays_readable(house: Any, draw: Any, handlers: Any) -> None:
    handlers.plan = [RuntimeError("x")] * 2
    house.draw(draw.job("J", "test.local") + draw.flow("s>J>e"))
    house.start()
    kept = orjson.dumps({"message": "HTTPError: 503", "phase": "run"}).decode()

    house.write(lambda tx: tx.session.execute(update(WorkItem).where(WorkItem.element == "J").values(payload=kept)))

    text = the_incident(house).text
    assert (text.code, text.detail) == ("incident.cause_unrecorded", "HTTPError: 503")
    assert "“J”" in text.zh and "“J”" in text.en
