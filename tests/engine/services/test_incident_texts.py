"""Open incidents as a list shows them: in both languages, with the names of process and element, also old ones."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import BaseModel, Field
from sqlalchemy import update

from engine import history, incidents, topics
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


def test_a_person_corrects_what_the_incident_names_and_it_is_journaled(house: Any, draw: Any, handlers: Any) -> None:
    topics.local("test.weigh", title_zh="称重", title_en="weigh")(weigh)
    mapped = draw.zeebe(
        '<zeebe:taskDefinition type="test.weigh"/>'
        '<zeebe:ioMapping><zeebe:input source="=grams" target="weight"/></zeebe:ioMapping>'
    )
    house.draw(draw.tag("serviceTask", "J", mapped, name="称重") + draw.user("B") + draw.flow("s>J>B>e"))
    instance = house.start(grams="很重")
    stopped = the_incident(house).id

    house.write(lambda tx: incidents.retry(tx, stopped, reason="重量应为克数", variables={"grams": 500}))

    assert house.live(instance) == ["B"] and house.variables(instance)["grams"] == 500
    with house.database.read() as reader:
        entry = history.entries(reader, instance)[-1]
    assert (entry.action, entry.reason) == ("incident.retried", "重量应为克数")
    assert entry.detail["values"] == {"grams": 500}
