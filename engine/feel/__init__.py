"""FEEL, the expression language of DMN: exact decimals, null instead of exceptions, no way to Python.

    expression = feel.compile_expression('order.total > 50000 and customer.tier in ("VIP", "SVIP")')
    expression.evaluate({"order": {"total": 60000}, "customer": {"tier": "VIP"}})   # True
    expression.free                                                                 # {"order", "customer"}

- `compile_expression(text, names)` and `compile_unary_tests(text, names)`: cached by text and names, thread-safe.
  `names` are the known variables and members; only names with operators in them need to be known.
- `Expression.evaluate(variables)`: over JSON variables; numbers are read exactly (0.1 is 0.1).
- `UnaryTests.test(value, variables)`: whether one value passes.
- `to_json(value)`: a result as a JSON variable. `explain(text, variables)`: which parts were null and why.
- `canonical(text, names)`: the same expression with blanks, quotes and brackets as everybody writes them.
- `free_names(text, names)`: where variables are read; `ambiguities(text, names)`: where `a-b` is a name and a sum.
- `with at(now):` gives `now()` and `today()` their moment, in the zone of `now`; without it the system's, in UTC.
- Only FeelError is raised: FeelSyntaxError with line and column, FeelTooComplex at a bound.
"""

from __future__ import annotations

from engine.feel.errors import FeelError, FeelSyntaxError, FeelTooComplex, Sentence
from engine.feel.explanation import explain
from engine.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.json_values import lift, to_json
from engine.feel.moment import at
from engine.feel.printer import canonical
from engine.feel.readings import Ambiguity, FreeName, ambiguities, free_names
from engine.feel.reasons import Reason

__all__ = [
    "Ambiguity",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "FeelTooComplex",
    "FreeName",
    "Reason",
    "Sentence",
    "UnaryTests",
    "ambiguities",
    "at",
    "canonical",
    "compile_expression",
    "compile_unary_tests",
    "explain",
    "free_names",
    "lift",
    "to_json",
]
