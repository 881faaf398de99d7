"""What can go wrong with a decision model, for the person who drew it."""

from __future__ import annotations

from engine.feel import FeelError
from kit.errors import Failure, Kind


class ModelRefused(Failure):
    """The file is no decision model that may be read."""

    code = "decisions.model_refused"
    kind = Kind.INVALID
    zh = "无法读取决策文件 {filename}：{zh}"
    en = "the decision file {filename} cannot be read: {en}"


class DecisionUnknown(Failure):
    """No decision of that id."""

    code = "decisions.unknown"
    kind = Kind.NOT_FOUND
    zh = "没有 id 为 {decision_id} 的决策。请检查业务规则任务中的决策 id"
    en = "there is no decision with the id {decision_id}. Check the decision id of the business rule task"


class SeveralRulesHit(FeelError):
    """A table with hit policy UNIQUE has several rules for one input, or ANY has different results."""

    code = "decisions.several_rules_hit"
    zh = "决策表“{table}”的命中策略是 {policy}，但第 {rows} 行同时命中。请修改条件，或改用其他命中策略"
    en = "the table '{table}' has hit policy {policy}, but the rows {rows} hit together. Change them or the hit policy"


class TableBroken(FeelError):
    """A table whose rules do not fit its columns, or of an unknown hit policy, was evaluated without being deployed."""

    code = "decisions.table_broken"
    zh = "决策表“{table}”的行与列不符，或命中策略未知。请按检查结果改正"
    en = "the table '{table}' has rows that do not fit its columns, or an unknown hit policy. Mend what its check says"


class DecisionCycle(FeelError):
    """A decision requires itself, directly or through others."""

    code = "decisions.cycle"
    zh = "决策“{decision}”直接或间接依赖自身。请删除一条依赖"
    en = "the decision '{decision}' requires itself. Remove one of the requirements"
