"""Each way to stop is told by the name of the element, with the reason and the remedy, in both languages."""

from __future__ import annotations

import re

import pytest

from engine import decisions, errors, feel, kernel

CHINESE = re.compile(r"[\u4e00-\u9fff]")
GATE, WAIT, DO = "判断金额", "等待付款", "逐个通知"


def start(draw, body, path):
    return draw.starts("s") + body + draw.ends("e") + draw.flow(path)


def gateway(draw):
    drawn = draw.tag("exclusiveGateway", "x", name=GATE) + draw.users("p", "q")
    conditions = {"x>p": "amount > 5", "x>q": "amount &lt; 0"}
    return draw.starts("s") + drawn + draw.flow("s>x;x>p;x>q", conditions)


def fork(draw):
    drawn = draw.tag("manualTask", "x", name=GATE) + draw.users("p", "q")
    return draw.starts("s") + drawn + draw.flow("s>x;x>p;x>q", {"x>p": "amount > 5", "x>q": "amount &lt; 0"})


def message(draw):
    return start(draw, draw.tag("intermediateCatchEvent", "x", draw.message, name=WAIT), "s>x>e")


def duration(draw):
    return start(draw, draw.tag("intermediateCatchEvent", "x", draw.timer("=pause"), name=WAIT), "s>x>e")


def date(draw):
    timer = draw.timer("=day", "timeDate")
    return start(draw, draw.tag("intermediateCatchEvent", "x", timer, name=WAIT), "s>x>e")


def loop(draw):
    return start(draw, draw.tag("userTask", "x", draw.multi("people"), name=DO), "s>x>e")


def task(draw, inside, kind="serviceTask"):
    return start(draw, draw.tag(kind, "x", draw.extension(inside), name=DO), "s>x>e")


def mapped(draw):
    return task(draw, draw.mapping({"y": "1 +"}) + '<zeebe:taskDefinition type="job.y"/>')


def absent(draw):
    return task(draw, '<zeebe:taskDefinition type="nobody.x"/>')


def retries(draw):
    return task(draw, '<zeebe:taskDefinition type="job.x" retries="=often"/>')


def due(draw):
    return task(draw, '<zeebe:userTask/><zeebe:taskSchedule dueDate="=day"/>', "userTask")


def priority(draw):
    return task(draw, '<zeebe:userTask/><zeebe:priorityDefinition priority="=level"/>', "userTask")


def endless(draw):
    return draw.starts("s") + draw.tag("manualTask", "x", name=DO) + draw.flow("s>x>x")


def uncaught(draw):
    error = draw.tag("endEvent", "x", draw.error, name="无法发货")
    return draw.starts("s") + error + draw.flow("s>x")


CASES = [
    (gateway, {"amount": 1}, "no_flow_taken", GATE, "amount < 0", "amount < 0"),
    (gateway, {}, "no_flow_taken", GATE, "因为", "because"),
    (fork, {"amount": 1}, "no_flow_taken", GATE, "amount > 5", "amount > 5"),
    (message, {"no": None}, "correlation_key_empty", WAIT, "“no”没有值", "no value"),
    (message, {"no": ""}, "correlation_key_empty", WAIT, "内容为空", "it is empty"),
    (duration, {"pause": "soon"}, "time_unreadable", WAIT, "“soon”不是时长", "not a duration"),
    (duration, {"pause": None}, "time_unreadable", WAIT, "“pause”", "“pause”"),
    (date, {"day": "下周"}, "time_unreadable", WAIT, "不是日期时间", "not a date"),
    (loop, {"people": "张三"}, "not_a_list", DO, "现在是 张三", "it is 张三"),
    (loop, {}, "not_a_list", DO, "people", "people"),
    (retries, {"often": "few"}, "not_a_whole_number", DO, "尝试次数“few”", "number of attempts"),
    (due, {"day": "13月"}, "time_unreadable", DO, "“day”", "“day”"),
    (priority, {"level": "高"}, "not_a_whole_number", DO, "优先级“高”", "priority"),
    (absent, {}, "handler_absent", DO, "nobody.x", "nobody.x"),
    (endless, {}, "endless_loop", DO, "空转", "circles"),
    (uncaught, {}, "error_uncaught", "无法发货", "E1", "E1"),
]


@pytest.mark.parametrize(
    ("drawn", "given", "code", "name", "zh", "en"), CASES, ids=[f"{it[0].__name__}-{it[1]}" for it in CASES]
)
def test_an_incident_names_its_element_and_says_why_in_both_languages(play, draw, drawn, given, code, name, zh, en):
    run = play(drawn(draw), given)

    told = run.wait("x").text
    assert told.code == f"incident.{code}"
    assert name in told.zh and name in told.en
    assert zh in told.zh and en in told.en, told
    assert CHINESE.search(told.zh)
    assert not CHINESE.search(told.en.replace(name, "").replace(str(next(iter(given.values()), "")), "")), told.en


def test_an_expression_that_fails_is_quoted_with_its_reason(play, draw, services):
    def refuse(expression, variables):
        raise feel.FeelTooComplex("time", 2)

    services.evaluate = refuse
    condition = draw.tag("exclusiveGateway", "x", name=GATE) + draw.users("p", "q")
    run = play(draw.starts("s") + condition + draw.flow("s>x;x>p;x>q", {"x>p": "a > b", "x>q": "b"}))

    told = run.wait("x").text
    assert told.code == "incident.expression_failed"
    assert "“判断金额”的表达式“a > b”无法计算" in told.zh and "2 秒" in told.zh
    assert "2 seconds" in told.en


def test_a_decision_that_fails_says_which_and_why(play, draw, services):
    def several(variables):
        raise decisions.errors.SeveralRulesHit(table="审批矩阵", policy="UNIQUE", rows="1, 2")

    services.decisions["approval"] = several
    called = '<zeebe:calledDecision decisionId="approval" resultVariable="r"/>'
    run = play(task(draw, called, "businessRuleTask"))

    told = run.wait("x").text
    assert told.code == "incident.decision_failed"
    assert "决策“approval”" in told.zh and "第 1, 2 行" in told.zh and "the rows 1, 2" in told.en


def test_a_local_handler_that_refuses_keeps_its_own_sentences(play, draw, services):
    def refuse(context, inputs):
        raise errors.InstanceUnknown(instance=7)

    services.handlers["local.x"] = refuse
    run = play(task(draw, '<zeebe:taskDefinition type="local.x"/>'))

    told = run.wait("x").text
    assert told.code == "incident.handler_refused"
    assert "没有流程实例 7" in told.zh and "no process instance 7" in told.en


def test_a_result_that_is_no_json_says_that_the_handler_is_wrong(play, draw, services):
    services.handlers["local.x"] = lambda context, inputs: {"found": object()}
    run = play(task(draw, '<zeebe:taskDefinition type="local.x"/>'))

    told = run.wait("x").text
    assert told.code == "incident.result_unusable" and "local.x" in told.zh and "object" in told.detail


def test_the_words_survive_a_restart_and_a_retry_says_the_new_reason(play, draw):
    run = play(task(draw, '<zeebe:taskDefinition type="job.x"/>'))
    kernel.fail_job(run.wf, run.id("x"), ConnectionError("503"), run.now)
    first = run.settle().wait("x").text
    run.retry("x")
    kernel.fail_job(run.wf, run.id("x"), errors.InstanceUnknown(instance=3), run.now)

    assert first.code == "incident.handler_broke" and first.detail == "ConnectionError: 503"
    assert run.settle().wait("x").text.code == "incident.handler_refused"


def test_a_called_process_that_goes_too_deep_is_named(play, draw):
    again = draw.tag("callActivity", "x", draw.extension('<zeebe:calledElement processId="proc"/>'), name=DO)
    run = play(draw.starts("s") + again + draw.flow("s>x"))

    (stopped,) = [wait for wait in run.waits if wait.kind is kernel.Kind.INCIDENT]
    assert DO in stopped.text.zh and "100 层" in stopped.text.zh and "100 calls" in stopped.text.en
