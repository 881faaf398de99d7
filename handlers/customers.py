"""customers.*: facts about the customer of an order, for decisions."""

from __future__ import annotations

from pydantic import Field

from engine import topics
from engine.topics import Job
from handlers.fields import Model, OrderOnly, Yuan
from kit.db import Tx
from oms.customers import queries as customers
from oms.orders import queries as orders


class TierFacts(Model):
    """What the decision customer_tier looks at; amounts in yuan."""

    revenue_12m: Yuan = Field(title="近 12 个月销售额", description="Revenue of the last 12 months")
    overdue: Yuan = Field(title="逾期金额", description="Overdue amount")
    contract: bool = Field(title="有年度合同", description="Has a yearly contract")
    manual_tier: str | None = Field(title="人工等级", description="Tier set by a person")
    kind: str = Field(title="类型", description="company or person")


class Facts(Model):
    """The facts as one variable."""

    tier_facts: TierFacts = Field(title="等级依据", description="What the tier is decided from")


@topics.local("customers.tier_facts", title_zh="查客户等级依据", title_en="Look up what the tier is decided from")
def tier_facts(tx: Tx, job: Job, given: OrderOnly) -> Facts:
    order = orders.order(tx, given.order_id)
    customer = customers.customer_by_id(tx, order.customer_id)
    return Facts(tier_facts=TierFacts(**customers.tier_facts(customer)))
