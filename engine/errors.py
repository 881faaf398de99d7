"""Every refusal of the engine: one class per failure, the message carries the remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine import outcomes
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


class ListenerRefused(errors.Failure):
    """A task listener of the diagram would not have it: nothing was assigned or changed."""

    code = "engine.listener_refused"
    kind = errors.Kind.CONFLICT
    zh = "流程里的监听器“{topic}”不同意：{reason_zh}"
    en = 'The listener "{topic}" of the diagram refused: {reason_en}'


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


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  # cannot run: a deployment is refused
    WARNING = "warning"  # runs, but probably not as meant
    INFO = "info"  # a matter of house style


@dataclass(frozen=True)
class Edit:
    """One change to the XML of a file that mends a finding. The place is the element of that id (the top of the file
    without one), or below it the children of `path` ("extensionElements/ioMapping/input[2]": local names, counted
    from 1 among equals)."""

    action: str  # set: `attribute` becomes `value`; text: the content becomes `value`; remove: the place goes
    element_id: str
    path: str = ""
    attribute: str = ""
    value: str = ""


@dataclass(frozen=True)
class Finding:
    """What is wrong or doubtful about a file, said to its designer. `line` counts from 1; 0 means the whole file.

    `code` names the rule; `row` is the row of a decision table, 0 for none.
    """

    code: str
    file: str
    element_id: str
    line: int
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    severity: Severity = Severity.ERROR
    name: str = ""
    row: int = 0
    fix: tuple[Edit, ...] = ()

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


class HandlerMissing(errors.Failure):
    """No Python handler is registered for the topic."""

    code = "engine.handler_missing"
    kind = errors.Kind.INVALID
    zh = "没有处理器“{topic}”，请检查服务任务的类型或安装对应的处理器"
    en = 'There is no handler "{topic}"; check the type of the service task or install the handler'


class UnknownDecision(errors.Failure):
    """The bundle holds no decision of that id."""

    code = "engine.unknown_decision"
    kind = errors.Kind.NOT_FOUND
    zh = "没有决策表“{decision}”，请先部署它"
    en = 'There is no decision "{decision}"; deploy the table that holds it'


class InstanceUnknown(errors.Failure):
    """There is no process instance of that id."""

    code = "instance.unknown"
    kind = errors.Kind.NOT_FOUND
    zh = "没有流程实例 {instance}"
    en = "There is no process instance {instance}"


class InstanceGone(errors.Failure):
    """The instance ended long ago and its state was retired; its history is still there."""

    code = "instance.gone"
    kind = errors.Kind.GONE
    zh = "流程实例 {instance} 早已结束，只能查看历史"
    en = "Process instance {instance} ended long ago; only its history is left"


class InstanceNotActive(errors.Failure):
    """The instance is suspended, ended or cancelled."""

    code = "instance.not_active"
    kind = errors.Kind.CONFLICT
    zh = "流程实例当前状态是 {status}，不能执行这个操作；已暂停的先恢复"
    en = "The process instance is {status} and cannot do this; resume it first if it is suspended"


class TaskUnknown(errors.Failure):
    """There is no task of that id, or it is not yours to see."""

    code = "task.unknown"
    kind = errors.Kind.NOT_FOUND
    zh = "没有这个任务，刷新列表再看"
    en = "There is no such task; refresh the list"


class TaskClosed(errors.Failure):
    """Somebody was first."""

    code = "task.closed"
    kind = errors.Kind.CONFLICT
    zh = "{name} 已在 {when} 处理了这个任务（{outcome}），不用再处理"
    en = "{name} handled this task first, at {when} ({outcome}); nothing is left to do"

    def message(self, language: errors.Language = "zh") -> str:
        code = self.params["outcome"]
        word = outcomes.WORDS.get(code, (code, code))[0 if language == "zh" else 1]
        return (self.zh if language == "zh" else self.en).format(**self.params | {"outcome": word})


class NotCandidate(errors.Failure):
    """The task is for another group or another person."""

    code = "task.not_candidate"
    kind = errors.Kind.FORBIDDEN
    zh = "这个任务由 {whom} 处理，需要的话请对方转交"
    en = "This task is for {whom}; ask them to hand it over"

    @classmethod
    def held_by(cls, user_id: int | None) -> NotCandidate:
        """One person has it. The engine knows ids only: whoever knows names puts it into `whom`."""
        return cls(whom=f"#{user_id}", holder=user_id)


class NotReceiver(errors.Failure):
    """Whoever gets the task must be one of those it is for."""

    code = "task.not_receiver"
    kind = errors.Kind.INVALID
    zh = "只能转给这些组里的同事：{groups}"
    en = "Hand it over to a colleague of one of these groups: {groups}"


class SelfApproval(errors.Failure):
    """Nobody approves what they submitted."""

    code = "task.self_approval"
    kind = errors.Kind.FORBIDDEN
    zh = "不能审批自己提交的订单，请由同组的其他人处理"
    en = "You cannot approve what you submitted; leave it to a colleague of the group"


class OutcomeUnknown(errors.Failure):
    """The task cannot be closed this way."""

    code = "task.outcome_unknown"
    kind = errors.Kind.INVALID
    zh = "不能用「{outcome}」结束这个任务，可选：{known}"
    en = "This task cannot be closed with “{outcome}”; choose one of: {known}"


class CommentMissing(errors.Failure):
    """Refusing or returning needs a word of explanation."""

    code = "task.comment_missing"
    kind = errors.Kind.INVALID
    zh = "驳回或退回要写明意见，至少 2 个字"
    en = "Say why when you reject or return, in at least 2 characters"


class FieldInvalid(errors.Failure):
    """One field of a task's form does not fit its schema."""

    code = "form.field_invalid"
    kind = errors.Kind.INVALID
    zh = "{told_zh}"
    en = "{told_en}"


class FormBroken(errors.Failure):
    """The schema of a form cannot be applied: it runs in circles, or its patterns take too long."""

    code = "form.broken"
    kind = errors.Kind.CONFLICT
    zh = "表单无法检查这份填写：它的正则表达式或引用没有尽头。请流程设计者改正表单后重新部署"
    en = "The form cannot check this: its patterns or references have no end. A process designer must mend it"


class IncidentUnknown(errors.Failure):
    """There is no open incident of that id."""

    code = "incident.unknown"
    kind = errors.Kind.NOT_FOUND
    zh = "没有这个异常，可能已被处理，刷新再看"
    en = "There is no such incident; it may have been settled, refresh the list"


class NotStartable(errors.Failure):
    """No open ad-hoc sub-process of the instance holds the element."""

    code = "activity.not_startable"
    kind = errors.Kind.CONFLICT
    zh = "现在不能启动“{element}”：没有进行中的临时子流程包含它，请刷新后再选"
    en = "“{element}” cannot be started now: no open ad-hoc sub-process holds it; refresh and choose again"


class Undeployable(errors.Failure):
    """A file of a deployment is neither BPMN, DMN, a form nor texts."""

    code = "deploy.file_unknown"
    kind = errors.Kind.INVALID
    zh = "文件 {file} 不是流程图（.bpmn）、决策表（.dmn）、表单（.schema.json）或译文（texts.en.csv）"
    en = "File {file} is not a diagram (.bpmn), a decision table (.dmn), a form (.schema.json) or texts (texts.en.csv)"


class ReferenceMissing(errors.Failure):
    """A diagram names something that is not deployed with it."""

    code = "deploy.reference_missing"
    kind = errors.Kind.INVALID
    zh = "{zh}"
    en = "{en}"


class FormUnreadable(errors.Failure):
    """A form is not JSON, or not a JSON Schema of draft 2020-12."""

    code = "deploy.form_unreadable"
    kind = errors.Kind.INVALID
    zh = "表单 {file} 第 {line} 行有误：{detail_zh}"
    en = "Form {file} is wrong at line {line}: {detail_en}"


class TextsUnreadable(errors.Failure):
    """A file of translations has a faulty line."""

    code = "deploy.texts_unreadable"
    kind = errors.Kind.INVALID
    zh = "译文 {file} 第 {line} 行有误：{detail_zh}。改正后再部署"
    en = "Texts {file} are wrong at line {line}: {detail_en}. Correct them and deploy again"


class TableBroken(errors.Failure):
    """A decision table has an error that keeps it from running."""

    code = "deploy.table_broken"
    kind = errors.Kind.INVALID
    zh = "{zh}"
    en = "{en}"
