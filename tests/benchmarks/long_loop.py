"""One advance of 500 steps on SQLite: a script task between two gateways, the second leads back to the first."""

from __future__ import annotations

import time

import company
from contest import percentile
from place import Place
from report import Line

from engine import definitions, instances
from kit.db import Tx

STEPS = 500  # three a round
REPEATS = 60
DIAGRAM = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:orderflow:bench">
<process id="long_loop" isExecutable="true">
<startEvent id="begin"/><sequenceFlow id="f1" sourceRef="begin" targetRef="again"/>
<exclusiveGateway id="again"/><sequenceFlow id="f2" sourceRef="again" targetRef="count"/>
<scriptTask id="count"><extensionElements>
<zeebe:script expression="=n + 1" resultVariable="n"/></extensionElements></scriptTask>
<sequenceFlow id="f3" sourceRef="count" targetRef="enough"/>
<exclusiveGateway id="enough" default="f4"/><sequenceFlow id="f4" sourceRef="enough" targetRef="again"/>
<sequenceFlow id="f5" sourceRef="enough" targetRef="wait">
<conditionExpression xsi:type="tFormalExpression">=n &gt;= {STEPS // 3}</conditionExpression></sequenceFlow>
<userTask id="wait" name="等"><extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition candidateGroups="sales"/></extensionElements></userTask>
<sequenceFlow id="f6" sourceRef="wait" targetRef="end"/><endEvent id="end"/>
</process></definitions>
"""


def measure(place: Place) -> list[Line]:
    database = company.open_database(company.settings(place.folder()))
    database.write(lambda tx: definitions.deploy(tx, {"long_loop.bpmn": DIAGRAM.encode()}, note="benchmark"))
    spent: list[float] = []

    def start(tx: Tx) -> None:
        began = time.perf_counter()
        instances.start(tx, "long_loop", {"n": 0}, business_key="1")
        spent.append(time.perf_counter() - began)

    for _ in range(REPEATS):
        database.write(start)
    database.close()
    middle = percentile(spent, 0.5) * 1e3
    return [Line("loop_500_steps_ms", f"one advance of {STEPS} steps", middle, "ms", 30, note="without the commit")]
