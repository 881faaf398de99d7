"""Whatever stops an instance, and whatever is refused, is said in Chinese and in English, with what to do."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
import handlers
import integrations
import kit
import oms
from engine import errors, incident_causes
from engine.feel import FeelSyntaxError
from engine.incident_causes import IncidentCause, IncidentText
from integrations.errors import CarrierUnavailable
from kit.errors import Failure, Rejected

PACKAGES = (kit, engine, oms, integrations, handlers)
EDGE = ("api.failures", "api.start_failures")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TOLD_ELSEWHERE = re.compile(r"{(\w+_)?zh}")  # a part that brings its own two languages
REMEDIES = ("请", "排除", "取消")
INSIDE = Path(str(engine.__file__)).parent
CAUGHT_WHERE_RAISED = {"ValueError", "LookupError", "NotImplementedError"}  # never leave the module that raises them
COMMANDS = {"TaskGone", "TaskNotWaiting", "UnknownStart", "KernelMismatch", "ListenerRefused", "BadTime"}


def every_failure() -> list[type[Failure]]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    for edge in EDGE:
        importlib.import_module(edge)
    return sorted(set(below(Failure)), key=lambda found: f"{found.__module__}.{found.__name__}")


def below(root: type[Failure]) -> Iterator[type[Failure]]:
    for found in root.__subclasses__():
        if found.__module__.partition(".")[0] in {"api", *(package.__name__ for package in PACKAGES)}:
            yield found
        yield from below(found)


def fields(text: str) -> set[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {re.sub(r"_?(zh|en)$", "", name) or "zh" for name in names}


FAILURES = [found for found in every_failure() if hasattr(found, "zh")]
CAUSES = [found for found in FAILURES if issubclass(found, IncidentCause)]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda found: f"{found.__module__}.{found.__name__}")
def test_a_failure_says_the_same_in_both_languages(failure: type[Failure]) -> None:
    assert "zh" in vars(failure) and "en" in vars(failure), "written for the class itself, not inherited"
    assert CHINESE.search(failure.zh) or TOLD_ELSEWHERE.search(failure.zh)
    assert not CHINESE.search(failure.en)
    assert fields(failure.zh) == fields(failure.en)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda found: found.__name__)
def test_a_cause_says_where_and_what_to_do(cause: type[IncidentCause]) -> None:
    assert "{element}" in cause.zh and "{element}" in cause.en
    assert any(word in cause.zh for word in REMEDIES)
    assert re.fullmatch(r"incident\.[a-z_]+", cause.code)


def test_every_cause_has_a_code_of_its_own() -> None:
    assert len({cause.code for cause in CAUSES}) == len(CAUSES) > 15


def test_elements_raise_nothing_that_has_no_words() -> None:
    """A new exception of an element must be a cause, or a refusal with its own sentences."""
    known = {found.__name__ for found in FAILURES} | CAUGHT_WHERE_RAISED | {"Abandon", "BpmnError", "OutOfBounds"}
    for path in sorted([*INSIDE.glob("elements/*.py"), *INSIDE.glob("kernel/*.py"), INSIDE / "services.py"]):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                name = raised.attr if isinstance(raised, ast.Attribute) else getattr(raised, "id", "")
                made_here = name.islower()  # a function that makes the cause
                assert made_here or name in known, f"{path.name}:{node.lineno} raises {name}"


def test_a_failure_with_words_keeps_them_and_a_fault_of_the_program_is_a_detail() -> None:
    refused = incident_causes.told(errors.UnknownProcess(process="p"), "审批")
    broken = incident_causes.told(KeyError("gross"), "审批")

    assert refused.zh.startswith("流程停在“审批”：没有流程“p”") and "审批" in refused.en and refused.detail == ""
    assert broken.detail == "KeyError: 'gross'" and "KeyError" not in broken.zh + broken.en


def test_what_a_handler_did_not_foresee_is_a_detail_below_the_sentence() -> None:
    told = incident_causes.of_handler(ConnectionError("refused by 10.0.0.1"), "logistics.book").at_element("下运单")

    assert told.zh == "“下运单”没有完成：处理器“logistics.book”出错。请按下面的技术信息排除原因，再重新执行"
    assert told.whole("en").endswith("\nConnectionError: refused by 10.0.0.1")


def test_what_another_system_answered_is_a_detail_below_the_sentence() -> None:
    down = CarrierUnavailable(carrier="sandbox", technical="it answered 500")

    told = incident_causes.of_handler(down, "logistics.book").at_element("下运单")

    assert told.zh == "“下运单”没有完成：承运商 sandbox 暂时不可用，请稍后再试。排除原因后重新执行"
    assert told.detail == "it answered 500" and "500" in str(down)


def test_several_failures_of_one_handler_are_all_told() -> None:
    both = Rejected([errors.InstanceUnknown(instance=1), errors.InstanceUnknown(instance=2)])

    told = incident_causes.of_handler(both, "x").at_element("核对")

    assert "没有流程实例 1；没有流程实例 2" in told.zh and "instance 1; There is" in told.en


def test_a_syntax_error_reads_as_part_of_the_sentence() -> None:
    problem = FeelSyntaxError("1 +", 3, "unexpected", found="end", expected="a value")

    assert not incident_causes.reason_of(problem)["reason_en"].endswith(".")


def test_an_incident_of_an_earlier_release_is_shown_with_its_one_text() -> None:
    told = incident_causes.recalled({"phase": "job", "message": "HTTPError: 503"}, "下运单")

    assert told.code == "incident.cause_unrecorded" and told.detail == "HTTPError: 503"
    assert "下运单" in told.zh and "下运单" in told.en


def test_what_was_kept_comes_back() -> None:
    text = IncidentText("incident.x", "中文", "English", "detail")

    assert incident_causes.recalled(incident_causes.kept(text), "A") == text
