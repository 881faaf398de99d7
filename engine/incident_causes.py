"""Why an element of a running instance stopped: one class per cause, each a sentence in zh and en that says what
happened, at which element and what to do. What has no translation (an exception's text, another system's answer) is
the detail below the sentence.

Elements raise a cause; whatever else they raise is made one by `told`. The name of the element is filled in there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from kit.errors import Failure, Kind, Language, Rejected

DETAIL_LENGTH = 500
LANGUAGES: tuple[Language, Language] = ("zh", "en")


@dataclass(frozen=True)
class IncidentText:
    """What a person reads of an incident. `detail` is technical and in no language."""

    code: str
    zh: str
    en: str
    detail: str = ""

    def message(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def whole(self, language: Language) -> str:
        """The sentence, and the detail where there is one."""
        return f"{self.message(language)}\n{self.detail}" if self.detail else self.message(language)


class IncidentCause(Failure):
    """Root of the causes. `element` is the name of the element as drawn."""

    kind = Kind.CONFLICT

    def __init__(self, *, technical: str = "", **params: Any) -> None:
        super().__init__(technical=technical, **{"element": "", **params})

    def at_element(self, name: str) -> IncidentText:
        self.params["element"] = name
        return IncidentText(self.code, self.message("zh"), self.message("en"), self.technical[:DETAIL_LENGTH])


class NoFlowTaken(IncidentCause):
    """No condition of the outgoing flows is true and none of them is the default."""

    code = "incident.no_flow_taken"
    zh = (
        "流程走到“{element}”后没有路可走：条件都不成立（{conditions_zh}），也没有默认流向。"
        "请更正流程变量后重新执行，或在流程图里加一条默认流向"
    )
    en = (
        "The process cannot leave “{element}”: no condition is true ({conditions_en}) and there is no default flow. "
        "Correct the variables and run it again, or draw a default flow"
    )


class CorrelationKeyEmpty(IncidentCause):
    """A message without key would find any receiver: refused as in Zeebe."""

    code = "incident.correlation_key_empty"
    zh = "“{element}”不知道要等哪一条消息：关联键“{expression}”没有值（{reason_zh}）。请补上这个流程变量后重新执行"
    en = (
        "“{element}” cannot know which message to wait for: the correlation key “{expression}” has no value "
        "({reason_en}). Fill in the variable and run it again"
    )


class NotAList(IncidentCause):
    """The input collection of a multi-instance activity must be a list."""

    code = "incident.not_a_list"
    zh = "“{element}”要逐项办理，但集合“{expression}”不是列表（{reason_zh}）。请更正这个流程变量后重新执行"
    en = (
        "“{element}” is done once for each item, but the collection “{expression}” is not a list ({reason_en}). "
        "Correct the variable and run it again"
    )


class NotAWholeNumber(IncidentCause):
    """A priority or a number of retries that is no whole number."""

    code = "incident.not_a_whole_number"
    zh = "“{element}”的{field_zh}“{found}”不是整数。请更正流程变量后重新执行，或改正流程图里的写法"
    en = (
        "The {field_en} of “{element}” is not a whole number: “{found}”. "
        "Correct the variable and run it again, or mend the diagram"
    )


class TimeUnreadable(IncidentCause):
    """A date, duration or cycle that cannot be used."""

    code = "incident.time_unreadable"
    zh = "“{element}”的时间“{expression}”不能用：{reason_zh}。请更正流程变量后重新执行，或改正流程图里的写法"
    en = (
        "The time “{expression}” of “{element}” cannot be used: {reason_en}. "
        "Correct the variable and run it again, or mend the diagram"
    )


class CalledTooDeep(IncidentCause):
    """A process calls itself, directly or through others, and never stops."""

    code = "incident.called_too_deep"
    zh = (
        "“{element}”调用的流程“{process}”已经逐层调用了 {depth} 层，可能在直接或间接地调用自己。"
        "请在流程图里加一个不再调用的出口，部署后取消这个流程实例"
    )
    en = (
        "“{element}” calls the process “{process}”, which runs in {depth} calls inside each other: it may call itself. "
        "Draw a way out, deploy it and cancel this instance"
    )


class EndlessLoop(IncidentCause):
    """Too many steps without a wait."""

    code = "incident.endless_loop"
    zh = (
        "流程走到“{element}”，已连续走了 {steps} 步没有停下来等待，可能在空转。"
        "请更正让循环结束的流程变量，或改正流程图；如果要办的本来就多，重新执行就会接着走"
    )
    en = (
        "The process has made {steps} steps without a wait and stopped at “{element}”: it may go round in circles. "
        "Correct the variable that ends the loop, or mend the diagram; if so much is to be done, run it again to go on"
    )


class ErrorUncaught(IncidentCause):
    """A business error that no event of the diagram catches."""

    code = "incident.error_uncaught"
    zh = (
        "“{element}”报告了业务错误“{error}”，流程图里没有错误事件处理它。"
        "请排除原因后重新执行，或在流程图里加一个捕获这个错误的边界事件"
    )
    en = (
        "“{element}” reported the business error “{error}”, and no error event of the diagram catches it. "
        "Remove the cause and run it again, or draw a boundary event that catches the error"
    )


class ExpressionFailed(IncidentCause):
    """An expression of the element that cannot be evaluated: a condition, a mapping, a time, a name."""

    code = "incident.expression_failed"
    zh = "“{element}”的表达式“{expression}”无法计算：{reason_zh}。请更正流程变量后重新执行，或改正流程图里的表达式"
    en = (
        "The expression “{expression}” of “{element}” cannot be evaluated: {reason_en}. "
        "Correct the variables and run it again, or mend the expression in the diagram"
    )


class DecisionFailed(IncidentCause):
    """A decision that gave no result."""

    code = "incident.decision_failed"
    zh = "“{element}”的决策“{decision}”没有得出结果：{reason_zh}。请更正流程变量后重新执行，或改正决策表"
    en = (
        "The decision “{decision}” of “{element}” gave no result: {reason_en}. "
        "Correct the variables and run it again, or mend the decision table"
    )


class HandlerAbsent(IncidentCause):
    """No handler is registered for the topic of a service task or a listener."""

    code = "incident.handler_absent"
    zh = "“{element}”没有可用的处理器“{topic}”。请安装这个处理器后重新执行，或在流程图里改正服务任务的类型"
    en = (
        "There is no handler “{topic}” for “{element}”. "
        "Install it and run it again, or correct the type of the service task in the diagram"
    )


class InputRefused(IncidentCause):
    """What the handler was given does not fit its input."""

    code = "incident.input_refused"
    zh = "“{element}”拿到的数据不合要求：{fields_zh}。请更正流程变量后重新执行，或改正流程图里的输入映射"
    en = (
        "“{element}” was given data that does not fit: {fields_en}. "
        "Correct the variables and run it again, or mend the input mapping in the diagram"
    )


class ResultUnusable(IncidentCause):
    """What a handler gave back cannot become process variables."""

    code = "incident.result_unusable"
    zh = "“{element}”的处理器“{topic}”交回的结果不能存为流程变量。请工程师按下面的技术信息修正处理器，再重新执行"
    en = (
        "What the handler “{topic}” of “{element}” gave back cannot be kept as variables. "
        "Have an engineer mend the handler by the detail below, then run it again"
    )


class HandlerRefused(IncidentCause):
    """The handler said why it cannot do it."""

    code = "incident.handler_refused"
    zh = "“{element}”没有完成：{reason_zh}。排除原因后重新执行"
    en = "“{element}” was not done: {reason_en}. Remove the cause, then run it again"


class HandlerBroke(IncidentCause):
    """The handler failed in a way that it has no words for."""

    code = "incident.handler_broke"
    zh = "“{element}”没有完成：处理器“{topic}”出错。请按下面的技术信息排除原因，再重新执行"
    en = "“{element}” was not done: the handler “{topic}” failed. Remove the cause by the detail below and run it again"


class ElementRefused(IncidentCause):
    """Any other refusal inside an element, with its own words."""

    code = "incident.element_refused"
    zh = "流程停在“{element}”：{reason_zh}。排除原因后重新执行"
    en = "The process stopped at “{element}”: {reason_en}. Remove the cause, then run it again"


class ElementBroke(IncidentCause):
    """An exception that nobody foresaw."""

    code = "incident.element_broke"
    zh = "流程停在“{element}”：程序出错。请把下面的技术信息交给工程师，修正后重新执行"
    en = (
        "The process stopped at “{element}”: a fault of the program. "
        "Give the detail below to an engineer, then run it again"
    )


class CauseUnrecorded(IncidentCause):
    """An incident of a release that kept one text in no language: it is shown as the detail."""

    code = "incident.cause_unrecorded"
    zh = "流程停在“{element}”，原因见下面的技术信息。排除后重新执行"
    en = "The process stopped at “{element}” for the reason in the detail below. Remove it, then run it again"


def told(cause: Exception, element: str) -> IncidentText:
    """The words for whatever was raised inside an element."""
    return _cause(cause).at_element(element)


def of_handler(error: Exception, topic: str) -> IncidentCause:
    """For what a handler raised, or what made it impossible to call it."""
    if isinstance(error, IncidentCause):
        return error
    if isinstance(error, errors.HandlerMissing):
        return HandlerAbsent(topic=topic)
    if isinstance(error, errors.BadVariables):
        return ResultUnusable(topic=topic, technical=said_by(error))
    if isinstance(error, Failure):
        return HandlerRefused(**reason_of(error), technical=error.technical)
    return HandlerBroke(topic=topic, technical=said_by(error))


def reason_of(failure: Failure) -> dict[str, str]:
    """What a failure says, as part of a longer sentence in each language."""
    parts = failure.failures if isinstance(failure, Rejected) else [failure]
    zh, en = ([_part(part.message(language)) for part in parts] for language in LANGUAGES)
    return {"reason_zh": "；".join(zh), "reason_en": "; ".join(en)}


def said_by(error: Exception) -> str:
    """What a program said, in no language."""
    return f"{type(error).__name__}: {error}"


def kept(text: IncidentText) -> dict[str, str]:
    """As the state, the journal and the work item keep it."""
    return dict(vars(text))


def recalled(stored: Mapping[str, Any], element: str) -> IncidentText:
    """From what was kept, also by a release that kept only a `message`."""
    if "code" in stored:
        return IncidentText(stored["code"], stored["zh"], stored["en"], stored["detail"])
    return CauseUnrecorded(technical=stored.get("message", "")).at_element(element)


def _cause(error: Exception) -> IncidentCause:
    if isinstance(error, IncidentCause):
        return error
    if isinstance(error, Failure):
        return ElementRefused(**reason_of(error), technical=error.technical)
    return ElementBroke(technical=said_by(error))


def _part(sentence: str) -> str:
    return sentence.strip().rstrip("。.")
