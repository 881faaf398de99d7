"""Gateways: exclusive, parallel, inclusive, event-based; and the implicit fork behind an activity.

A join counts tokens: a token is a WAITING task of the join; it takes one per incoming flow, tokens in excess stay
for the next round, so loops and double arrivals need no special case. Variables live in scopes: nothing is merged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from engine.elements import found_values
from engine.elements.node import Node
from engine.elements.tree import WAITING, Token
from engine.elements.variables import is_true

Flow = tuple[str | None, str]  # condition, name of the target
_UPSTREAM: WeakKeyDictionary[Inclusive, dict[str, frozenset[str]]] = WeakKeyDictionary()  # specs never change


class TokenJoin(Node):
    """Base of the joins. `reevaluated`: must be asked again whenever the instance has come to rest."""

    reevaluated = False
    hears_late = True

    def choose(self, token: Token, tokens: list[Token]) -> list[Token] | None:
        """The tokens to take together now, or None to wait."""
        raise NotImplementedError

    def arrive(self, token: Token) -> bool:
        instance = token.workflow.instance
        token.internal_data["arrival"] = instance.next_number()
        token._set_state(WAITING)
        if not self.reevaluated:
            self.fire_if_complete(token)
        return False

    def fire_if_complete(self, token: Token) -> bool:
        """Takes tokens together if it can: the last to arrive goes on, the others end here."""
        waiting = [x for x in token.workflow.live.values() if x.task_spec is self and x._state == WAITING]
        waiting.sort(key=lambda x: x.internal_data["arrival"])
        taken = self.choose(token, waiting)
        if not taken:
            return False
        for other in taken[:-1]:
            other.cancel()
        taken[-1]._ready()
        return True


class Parallel(TokenJoin):
    """Waits for one token on each incoming flow, then sends one along each outgoing flow."""

    def choose(self, token: Token, tokens: list[Token]) -> list[Token] | None:
        needed: Counter[str] = Counter(self._inputs)
        taken = []
        for candidate in tokens:
            source = candidate.parent.task_spec.name
            if needed[source] > 0:
                needed[source] -= 1
                taken.append(candidate)
        return None if any(needed.values()) else taken


class Conditional(Node):
    """Outgoing flows in drawn order, with conditions and at most one default."""

    hears_late = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.flows: list[Flow] = []
        self.default: str | None = None

    def add_flow(self, target: Node, condition: str | None, *, default: bool = False) -> None:
        self.connect(target)
        if default:
            self.default = target.name
        else:
            self.flows.append((condition, target.name))

    def targets(self, token: Token) -> Sequence[Node]:
        specs = self._wf_spec.task_specs
        return [specs[name] for name in token.internal_data["to"]]


class Exclusive(Conditional):
    """The first flow whose condition is true, else the default."""

    def execute(self, token: Token) -> bool:
        for condition, name in self.flows:
            if condition is None or is_true(token, condition):
                token.internal_data["to"] = [name]
                return True
        if self.default is None:
            raise found_values.no_flow_taken(token, self.flows)
        token.internal_data["to"] = [self.default]
        return True


class Fork(Conditional):
    """An activity with several outgoing flows: the unconditional ones always, the conditional ones that are true,
    the default when none of those is."""

    def execute(self, token: Token) -> bool:
        always = [name for condition, name in self.flows if condition is None]
        chosen = [name for condition, name in self.flows if condition is not None and is_true(token, condition)]
        if not chosen and self.default is not None:
            chosen = [self.default]
        if not always and not chosen:
            raise found_values.no_flow_taken(token, self.flows)
        token.internal_data["to"] = always + chosen
        return True


class Inclusive(TokenJoin, Conditional):
    """Splits along every true condition. Joins by the rule of BPMN 2.0.2 §13.4.3: it waits as long as a live token
    can still reach an empty incoming flow without also reaching a full one."""

    reevaluated = True

    @property
    def upstream(self) -> dict[str, frozenset[str]]:
        """Which elements lead to which incoming flow. Found out when a join first asks, never for what only splits:
        for all gateways of a large diagram it would take minutes."""
        known = _UPSTREAM.get(self)
        if known is None:
            known = _UPSTREAM[self] = {source: self._reaching(source) for source in set(self._inputs)}
        return known

    def _reaching(self, source: str) -> frozenset[str]:
        seen: set[str] = set()
        todo = [source]
        while todo:
            name = todo.pop()
            if name not in seen and name != self.name:
                seen.add(name)
                todo.extend(self._wf_spec.task_specs[name]._inputs)
        return frozenset(seen)

    def choose(self, token: Token, tokens: list[Token]) -> list[Token] | None:
        taken: dict[str, Token] = {}
        for candidate in tokens:
            taken.setdefault(candidate.parent.task_spec.name, candidate)
        empty = set(self._inputs) - taken.keys()
        if empty:
            awaited = frozenset().union(*(self.upstream[source] for source in empty))
            passed = frozenset().union(*(self.upstream[source] for source in taken))
            on_the_way = awaited - passed
            if any(x.task_spec.name in on_the_way for x in token.workflow.live.values() if x.task_spec is not self):
                return None
        return list(taken.values())

    def execute(self, token: Token) -> bool:
        chosen = [name for condition, name in self.flows if condition is None or is_true(token, condition)]
        if not chosen and self.default is not None:
            chosen = [self.default]
        if not chosen:
            raise found_values.no_flow_taken(token, self.flows)
        token.internal_data["to"] = chosen
        return True


class EventGateway(Node):
    """Arms all events behind it; the first that fires ends the others."""

    hears_late = True
