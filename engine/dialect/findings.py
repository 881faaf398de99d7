"""Why a diagram does not run, said to its designer: each code with sentence and remedy in zh and en."""

from __future__ import annotations

from typing import Any

from engine import errors

Text = tuple[str, str, str, str]  # zh, en, remedy zh, remedy en

TEXTS: dict[str, Text] = {
    "file.too_large": (
        "文件有 {size} 字节，超过 {limit} 字节",
        "The file has {size} bytes, more than {limit}",
        "拆成几个流程，用调用活动连接",
        "Split it into several processes joined by call activities",
    ),
    "file.not_xml": (
        "文件不是格式正确的 XML，第 {row} 行第 {column} 列有误",
        "The file is not well-formed XML: it breaks at line {row}, column {column}",
        "用流程编辑器重新导出",
        "Export it again from the editor",
    ),
    "file.doctype": (
        "文件含有 DOCTYPE 声明",
        "The file declares a DOCTYPE",
        "删除 DOCTYPE，流程图不需要它",
        "Remove it; diagrams need none",
    ),
    "file.not_bpmn": (
        "文件不是 BPMN 2.0 流程图",
        "The file is not a BPMN 2.0 diagram",
        "请上传 .bpmn 文件",
        "Upload a .bpmn file",
    ),
    "file.no_process": (
        "没有可执行的流程",
        "There is no executable process",
        "选中流程，勾选“可执行”",
        'Select the process and tick "executable"',
    ),
    "id.missing": (
        "元素 {type} 没有 id",
        "Element {type} has no id",
        "在编辑器中给它一个英文 id",
        "Give it an id in the editor",
    ),
    "id.duplicate": (
        "id“{id}”出现了多次",
        'The id "{id}" is used more than once',
        "给每个元素不同的 id",
        "Give every element an id of its own",
    ),
    "element.unknown": (
        "不支持元素 {type}",
        "Element {type} is not run",
        "{hint_zh}",
        "{hint_en}",
    ),
    "extension.unknown": (
        "元素上的扩展 {extension} 不支持",
        "The extension {extension} is not run on this element",
        "删除这个扩展，或换一种画法",
        "Remove the extension or draw it another way",
    ),
    "extension.camunda7": (
        "这是 Camunda 7 的扩展 {extension}",
        "{extension} is an extension of Camunda 7",
        "改用 Camunda 8（zeebe）的同类属性",
        "Use the corresponding Camunda 8 (zeebe) property",
    ),
    "extension.attribute": (
        "zeebe:{extension} 的属性 {attribute} 不支持",
        "The attribute {attribute} of zeebe:{extension} is not run",
        "删除这个属性；表单请用 formId",
        "Remove the attribute; for a form use formId",
    ),
    "attribute.not_run": (
        "属性 {attribute}=“{value}”不支持",
        'The attribute {attribute}="{value}" is not run',
        "改为“{run}”，或换一种画法",
        'Set it to "{run}", or draw it another way',
    ),
    "task.people": (
        "BPMN 的资源分配（potentialOwner 等）不起作用",
        "People assigned in plain BPMN (potentialOwner and the like) have no effect",
        "在属性面板填写处理人或候选组（zeebe:assignmentDefinition）",
        "Fill in assignee or candidate groups in the panel (zeebe:assignmentDefinition)",
    ),
    "loop.cardinality": (
        "多实例不能只写次数（loopCardinality）",
        "A multi-instance activity takes no number of rounds (loopCardinality)",
        '填写输入集合，如 "=for i in 1..3 return i"',
        'Fill in an input collection, such as "=for i in 1..3 return i"',
    ),
    "flow.unresolved": (
        "顺序流连到不存在的元素“{target}”",
        'The sequence flow leads to "{target}", which does not exist',
        "重新连接顺序流的两端",
        "Connect both ends of the flow again",
    ),
    "flow.crosses_scope": (
        "顺序流跨越了子流程的边界",
        "The sequence flow crosses the border of a sub-process",
        "只在同一层内连线；跨层用边界事件",
        "Connect only within one level; use boundary events across levels",
    ),
    "flow.no_condition": (
        "网关有一条既无条件又不是默认的流向",
        "A flow of the gateway has neither a condition nor is it the default",
        "写上条件，或设为默认流向",
        "Write a condition or make it the default flow",
    ),
    "flow.condition_here": (
        "这个元素的流向不能带条件",
        "Flows of this element take no condition",
        "在它后面放一个排他网关",
        "Put an exclusive gateway behind it",
    ),
    "flow.default_unresolved": (
        "默认流向“{flow}”不是这个元素的流向",
        'The default flow "{flow}" does not leave this element',
        "重新选择默认流向",
        "Choose the default flow again",
    ),
    "flow.no_incoming": (
        "没有任何流向到达这个元素，它永远不会运行",
        "No flow reaches this element; it would never run",
        "连上它，或删除它",
        "Connect it or delete it",
    ),
    "flow.not_allowed": (
        "{what_zh}不能有这样的连线",
        "{what_en} takes no such flow",
        "删除这条连线",
        "Delete the flow",
    ),
    "start.missing": (
        "没有开始事件",
        "There is no start event",
        "画一个开始事件",
        "Draw a start event",
    ),
    "start.sub_process": (
        "子流程要有且只有一个无类型的开始事件，现在有 {count} 个",
        "A sub-process needs exactly one start event without a type; it has {count}",
        "保留一个普通开始事件",
        "Keep one plain start event",
    ),
    "start.event_sub_process": (
        "事件子流程要有且只有一个带类型的开始事件，且没有进出的连线",
        "An event sub-process needs exactly one typed start event and no flow in or out",
        "给开始事件选消息、定时、信号、错误、升级或条件类型",
        "Choose message, timer, signal, error, escalation or condition for its start event",
    ),
    "start.message_twice": (
        "两个开始事件用同一个消息“{name}”",
        'Two start events begin with the same message "{name}"',
        "每个消息只用在一个开始事件上",
        "Use each message on one start event only",
    ),
    "event.multiple": (
        "一个事件有多个定义",
        "The event has several definitions",
        "拆成几个事件",
        "Split it into several events",
    ),
    "event.kind": (
        "这里不能用“{kind}”类型的事件",
        'An event of type "{kind}" is not run here',
        "换一种事件类型",
        "Choose another type of event",
    ),
    "event.unresolved": (
        "事件引用的“{reference}”不存在",
        'The event refers to "{reference}", which does not exist',
        "在属性面板重新选择消息、信号、错误或升级",
        "Choose the message, signal, error or escalation again in the panel",
    ),
    "event.no_reference": (
        "事件没有选择消息、信号或升级",
        "The event names no message, signal or escalation",
        "在属性面板选择一个",
        "Choose one in the panel",
    ),
    "event.no_name": (
        "消息或信号没有名称",
        "The message or signal has no name",
        "给它一个名称",
        "Give it a name",
    ),
    "event.no_key": (
        "消息没有关联键，无法找到对应的流程实例",
        "The message has no correlation key: its instance could not be found",
        '填写关联键，如 "=order_id"',
        'Fill in the correlation key, such as "=order_id"',
    ),
    "event.no_time": (
        "定时事件没有时间",
        "The timer has no time",
        "填写日期、时长或周期（ISO 8601）",
        "Fill in a date, duration or cycle (ISO 8601)",
    ),
    "event.bad_time": (
        "时间“{text}”不是 ISO 8601 的日期、时长或周期",
        '"{text}" is not a date, duration or cycle of ISO 8601',
        "例：PT4H、P1D、R3/PT1H、2026-12-01T09:00:00；周期也可写 cron：0 0 9 * * MON-FRI",
        "Examples: PT4H, P1D, R3/PT1H, 2026-12-01T09:00:00; cycles may be cron: 0 0 9 * * MON-FRI",
    ),
    "event.no_condition": (
        "条件事件没有条件",
        "The conditional event has no condition",
        "填写条件表达式",
        "Fill in the condition",
    ),
    "event.error_must_interrupt": (
        "错误事件必须是中断型",
        "An error event must interrupt",
        "改为中断型，或改用升级事件",
        "Make it interrupting or use an escalation",
    ),
    "event.error_without_code": (
        "抛出的错误没有错误码",
        "The thrown error has no code",
        "填写错误码",
        "Fill in the error code",
    ),
    "event.code_expression": (
        "捕获事件的错误码或升级码不能是表达式“{expression}”",
        'A catching event cannot have the expression "{expression}" as its code',
        "写固定的代码，或不写，以捕获全部",
        "Write a fixed code, or none to catch all",
    ),
    "event.elsewhere": (
        "事件引用了写在别处的定义（eventDefinitionRef）",
        "The event refers to a definition that stands elsewhere (eventDefinitionRef)",
        "在属性面板重新选择事件类型，让定义写在事件里",
        "Choose the type of the event again in the panel, so that its definition stands inside",
    ),
    "boundary.unattached": (
        "边界事件没有附着在同一层的活动上",
        "The boundary event is not attached to an activity of the same level",
        "把它拖到活动的边上",
        "Drag it onto the border of an activity",
    ),
    "link.target": (
        "链接“{name}”在这一层要有且只有一个目标，现在有 {count} 个",
        'Link "{name}" needs exactly one target on this level; it has {count}',
        "画一个同名的链接捕获事件",
        "Draw one catching link event of that name",
    ),
    "task.no_topic": (
        "服务任务没有选择处理器（taskDefinition type）",
        "The service task names no handler (taskDefinition type)",
        "在属性面板选择处理器",
        "Choose the handler in the panel",
    ),
    "listener.event": (
        "这个元素没有监听事件“{event}”",
        'A listener for "{event}" is never called on this element',
        "开始和边界事件只有 end，网关和抛出错误的结束事件只有 start；用户任务还有 creating、assigning、completing",
        "Start and boundary events have end only, gateways and end events that break off have start only; user tasks "
        "also have creating, assigning and completing",
    ),
    "listener.no_topic": (
        "监听器（{event}）没有选择处理器",
        "The listener for {event} names no handler",
        "在属性面板选择处理器",
        "Choose the handler in the panel",
    ),
    "task.no_script": (
        "脚本任务没有 FEEL 表达式和结果变量",
        "The script task has no FEEL expression with a result variable",
        "填写表达式和结果变量",
        "Fill in the expression and the result variable",
    ),
    "task.no_decision": (
        "业务规则任务没有选择决策和结果变量",
        "The business rule task names no decision with a result variable",
        "选择决策并填写结果变量",
        "Choose the decision and fill in the result variable",
    ),
    "mapping.incomplete": (
        "变量映射缺少来源或目标",
        "A variable mapping lacks its source or target",
        "补全映射",
        "Complete the mapping",
    ),
    "mapping.never_leaves": (
        "错误和取消结束事件没有输出：它之后什么也不运行",
        "Error and cancel end events have no outputs: nothing runs behind them",
        "用输入映射把变量交给边界事件，在那里写输出映射",
        "Hand variables over by input mappings, and map outputs at the boundary event",
    ),
    "expression.language": (
        "表达式的语言“{language}”不支持",
        'Expressions in "{language}" are not run',
        "用 FEEL 写，并删除 language 属性",
        "Write it in FEEL and remove the attribute language",
    ),
    "value.not_number": (
        "“{text}”不是整数",
        '"{text}" is not a whole number',
        "填写整数",
        "Fill in a whole number",
    ),
    "value.bad_date": (
        "“{text}”不是日期时间",
        '"{text}" is not a date and time',
        "例：2026-12-01T09:00:00，或以“=”开头的表达式",
        "Example: 2026-12-01T09:00:00, or an expression with a leading =",
    ),
    "call.no_process": (
        "调用活动没有选择被调用的流程",
        "The call activity names no process",
        "填写被调用流程的 id",
        "Fill in the id of the called process",
    ),
    "call.dynamic": (
        "被调用的流程不能是表达式“{process}”",
        'The called process cannot be the expression "{process}"',
        "写固定的流程 id；需要选择时用排他网关",
        "Write a fixed id; choose with an exclusive gateway",
    ),
    "call.binding_unknown": (
        "不认识的绑定方式“{binding}”",
        'There is no binding "{binding}"',
        "选择 latest、deployment 或 versionTag",
        "Choose latest, deployment or versionTag",
    ),
    "call.no_tag": (
        "按版本标签绑定，但没有写固定的标签",
        "The binding by version tag names no fixed tag",
        "填写版本标签，或改为 latest",
        "Fill in the version tag, or choose latest",
    ),
    "call.tag_missing": (
        "没有带版本标签“{tag}”的“{target}”",
        'No version of "{target}" carries the tag "{tag}"',
        "先部署带这个标签的版本，或改正标签",
        "Deploy a version with this tag first, or correct the tag",
    ),
    "call.not_together": (
        "“{target}”不在同一次部署里",
        '"{target}" is not part of the same deployment',
        "把两个文件一起部署，或改为 latest",
        "Deploy both files together, or choose latest",
    ),
    "form.binding": (
        "表单总是用部署时最新的版本，不能按其他方式绑定",
        "A form is always the newest one at deployment and takes no other binding",
        "把表单的绑定改为 latest",
        "Choose latest for the binding of the form",
    ),
    "call.missing": (
        "被调用的流程“{process}”不在这次部署里",
        'The called process "{process}" is not part of this deployment',
        "一起部署它的流程图，或改正 id",
        "Deploy its diagram too, or correct the id",
    ),
    "process.duplicate": (
        "流程 id“{process}”在文件“{other}”里已经有了",
        'The process id "{process}" is already in file "{other}"',
        "改名，或只部署一个文件",
        "Rename it or deploy one of the files",
    ),
    "loop.no_collection": (
        "多实例没有输入集合",
        "The multi-instance activity has no input collection",
        '填写输入集合，如 "=order.lines"',
        'Fill in the input collection, such as "=order.lines"',
    ),
    "loop.output_pair": (
        "输出集合和输出元素要同时填写",
        "Output collection and output element belong together",
        "两个都填，或都不填",
        "Fill in both or none",
    ),
    "loop.no_end": (
        "循环没有条件也没有次数上限",
        "The loop has neither a condition nor a maximum",
        "填写循环条件或最大次数",
        "Fill in a condition or a maximum",
    ),
    "compensation.association": (
        "补偿边界事件要用一条关联线连到一个补偿处理任务",
        "A compensation boundary event needs one association to one handler",
        "把它连到一个标记为补偿的任务",
        "Connect it to one task that is marked as compensation",
    ),
    "compensation.handler": (
        "补偿处理任务没有被任何补偿事件使用，或有普通连线",
        "The compensation handler is used by no event, or has sequence flows",
        "用关联线从补偿边界事件连过来",
        "Connect it by an association from a compensation boundary event",
    ),
    "compensation.target": (
        "要补偿的活动“{target}”不在可补偿的范围内",
        'The activity "{target}" cannot be compensated from here',
        "选择同一层、带补偿处理的活动",
        "Choose an activity of this level that has a handler",
    ),
    "transaction.method": (
        "事务的方式“{method}”不支持",
        'The transaction method "{method}" is not run',
        "改为补偿（##Compensate）",
        "Choose ##Compensate",
    ),
    "transaction.loop": (
        "循环的事务不能取消：其他轮次已完成的步骤不会撤销",
        "A transaction that loops cannot be cancelled: what its other rounds did would stay",
        "把循环画在外面的子流程上，事务放在里面",
        "Put the loop on a sub-process around the transaction",
    ),
    "transaction.none_around": (
        "取消结束事件不在事务里",
        "The cancel end event is not inside a transaction",
        "把子流程改为事务，或改用错误结束事件",
        "Make the sub-process a transaction, or use an error end event",
    ),
    "transaction.no_way_on": (
        "事务可以取消，但没有取消边界事件，撤销后无处可去",
        "The transaction can be cancelled but has no cancel boundary event to go on from",
        "在事务边上画一个取消边界事件",
        "Draw a cancel boundary event on the transaction",
    ),
    "gateway.event_targets": (
        "事件网关后面只能是消息、定时、信号、条件捕获事件或接收任务",
        "Behind an event-based gateway only catching events and receive tasks are run",
        "改画捕获事件",
        "Draw catching events",
    ),
    "ad_hoc.start": (
        "临时子流程里不能有开始或结束事件",
        "An ad-hoc sub-process has no start or end events",
        "删除它们",
        "Delete them",
    ),
    "nesting.too_deep": (
        "子流程嵌套超过 {limit} 层",
        "Sub-processes are nested more than {limit} deep",
        "拆成被调用的流程",
        "Move the inside into called processes",
    ),
}

UNKNOWN_HINTS: dict[str, tuple[str, str]] = {
    "complexGateway": ("改用排他、并行或包容网关", "Use an exclusive, parallel or inclusive gateway"),
    "callChoreography": ("编排图不运行", "Choreographies are not run"),
}


class Problems:
    """Collects findings over one file, in the order they are met."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.findings: list[errors.Finding] = []

    def add(self, code: str, node: Any = None, **params: Any) -> None:
        """At the node, or at the nearest around it that has an id."""
        line = 0 if node is None else node.sourceline or 0
        while node is not None and not node.get("id"):
            node = node.getparent()
        self.at(code, "" if node is None else node.get("id"), line, **params)

    def at(self, code: str, element_id: str, line: int, **params: Any) -> None:
        zh, en, remedy_zh, remedy_en = (text.format(**params) for text in TEXTS[code])
        self.findings.append(errors.Finding(code, self.filename, element_id, line, zh, en, remedy_zh, remedy_en))

    def raise_any(self) -> None:
        """Raises Unrunnable with all findings, by line."""
        if self.findings:
            raise errors.Unrunnable(sorted(self.findings, key=lambda finding: finding.line))
