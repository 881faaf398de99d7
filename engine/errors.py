"""Every refusal of the engine: one class per failure, the message carries the remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit import errors


class BpmnError(Exception):
    """A business outcome the diagram must handle: caught by a matching error boundary or event sub-process.

    Raised by handlers; never shown to a person as it is.
    """

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


class Abandon(Exception):
    """Raised by a host's service to abandon the whole advance (the database is gone, the transaction is stale).

    The only exception inside an element that does not become an incident.
    """


class TaskGone(errors.Failure):
    """The task does not exist (any more) in this instance: finished, cancelled, or overtaken by an event."""

    code = "engine.task_gone"
    kind = errors.Kind.CONFLICT
    zh = "这个任务已经结束或被取消了，请刷新列表"
    en = "This task has ended or was cancelled; refresh the list"


class TaskNotWaiting(errors.Failure):
    """The task exists but does not wait for what was delivered: a double or a late delivery."""

    code = "engine.task_not_waiting"
    kind = errors.Kind.CONFLICT
    zh = "任务“{element}”现在不等待这个操作，请刷新后再试"
    en = 'Task "{element}" does not wait for this now; refresh and look again'


class BadVariables(errors.Failure):
    """Variables must be JSON: text, numbers, booleans, null, lists and objects with text keys."""

    code = "engine.bad_variables"
    kind = errors.Kind.INVALID
    zh = "流程变量只能是 JSON 数据：{reason}"
    en = "Process variables must be JSON data: {reason}"


class UnknownStart(errors.Failure):
    """The process has no start event of that id."""

    code = "engine.unknown_start"
    kind = errors.Kind.INVALID
    zh = "流程“{process}”没有开始事件“{start}”，可用的有：{known}"
    en = 'Process "{process}" has no start event "{start}"; it has: {known}'


class UnknownProcess(errors.Failure):
    """No deployed model holds a process of that id."""

    code = "engine.unknown_process"
    kind = errors.Kind.NOT_FOUND
    zh = "没有流程“{process}”，请先部署包含它的流程图"
    en = 'There is no process "{process}"; deploy the diagram that holds it'


class StateUnreadable(errors.Failure):
    """A saved state that this version cannot read; it is never guessed at."""

    code = "engine.state_unreadable"
    kind = errors.Kind.CONFLICT
    zh = "无法读取流程实例的状态：{reason}。请用保存它的版本打开，或迁移实例"
    en = "The saved state of the instance cannot be read: {reason}. Open it with the version that saved it, or migrate"


class KernelMismatch(errors.Failure):
    """The installed SpiffWorkflow is not the one the kernel was proved with."""

    code = "engine.kernel_mismatch"
    kind = errors.Kind.CONFLICT
    zh = "SpiffWorkflow 与内核不匹配：{reason}。请安装 spiffworkflow=={version}"
    en = "SpiffWorkflow does not match the kernel: {reason}. Install spiffworkflow=={version}"


@dataclass(frozen=True)
class Finding:
    """One reason why a diagram does not run, said to its designer. `line` counts from 1; 0 means the whole file."""

    code: str
    file: str
    element_id: str
    line: int
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.element_id}: {self.en}. {self.remedy_en} [{self.code}]"


class Unrunnable(errors.Failure):
    """A diagram uses what is not run, or is not complete. All findings at once, in the order of the file."""

    code = "engine.unrunnable"
    kind = errors.Kind.INVALID
    zh = "流程图“{file}”有 {count} 处不能运行：{first_zh}"
    en = 'Diagram "{file}" has {count} places that cannot run: {first_en}'

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(
            at=first.element_id,
            file=first.file,
            count=len(findings),
            first_zh=f"{first.zh}。{first.remedy_zh}",
            first_en=f"{first.en}. {first.remedy_en}",
        )
        self.findings = tuple(findings)
