"""The elements and attributes of DMN 1.1 to 1.5 that run, by where they may stand."""

from __future__ import annotations

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
EXPRESSIONS = (
    "literalExpression",
    "decisionTable",
    "context",
    "invocation",
    "functionDefinition",
    "list",
    "relation",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
)
DOCUMENTS = frozenset((
    "description", "extensionElements", "question", "allowedAnswers", "authorityRequirement",
    "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess",
    "usingTask", "knowledgeSource", "organizationUnit", "performanceIndicator", "elementCollection",
    "textAnnotation", "association", "group", "artifact", "businessContextElement", "DMNDI",
))  # fmt: skip
"""What explains a model and has no bearing on its results."""

_NODES = "import itemDefinition inputData decision businessKnowledgeModel decisionService"
_CHILDREN: dict[str, str] = {
    "definitions": _NODES,
    "decision": "variable informationRequirement knowledgeRequirement *",
    "businessKnowledgeModel": "variable encapsulatedLogic knowledgeRequirement",
    "decisionService": "variable outputDecision encapsulatedDecision inputDecision inputData",
    "inputData": "variable",
    "informationRequirement": "requiredInput requiredDecision",
    "knowledgeRequirement": "requiredKnowledge",
    "decisionTable": "input output rule annotation",
    "input": "inputExpression inputValues",
    "inputExpression": "text importedValues",
    "inputValues": "text",
    "output": "outputValues defaultOutputEntry",
    "outputValues": "text",
    "defaultOutputEntry": "text importedValues",
    "rule": "inputEntry outputEntry annotationEntry",
    "inputEntry": "text",
    "outputEntry": "text importedValues",
    "annotationEntry": "text",
    "literalExpression": "text importedValues",
    "context": "contextEntry",
    "contextEntry": "variable *",
    "invocation": "binding *",
    "binding": "parameter *",
    "functionDefinition": "formalParameter *",
    "encapsulatedLogic": "formalParameter *",
    "list": "*",
    "relation": "column row",
    "row": "*",
    "conditional": "if then else",
    "filter": "in match",
    "for": "in return",
    "some": "in satisfies",
    "every": "in satisfies",
    **dict.fromkeys(["if", "then", "else", "in", "match", "return", "satisfies"], "*"),
    "itemDefinition": "typeRef allowedValues typeConstraint itemComponent functionItem",
    "itemComponent": "typeRef allowedValues typeConstraint itemComponent functionItem",
    "allowedValues": "text",
    "typeConstraint": "text",
    "functionItem": "parameters",
}
CHILDREN = {parent: frozenset(names.replace("*", " ".join(EXPRESSIONS)).split()) for parent, names in _CHILDREN.items()}
"""Parent → the children that run."""

NEEDS: dict[str, tuple[str, ...]] = {
    "conditional": ("if", "then", "else"),
    "filter": ("in", "match"),
    "for": ("in", "return"),
    "some": ("in", "satisfies"),
    "every": ("in", "satisfies"),
    "binding": ("parameter",),
    "decisionService": ("outputDecision",),
    "input": ("inputExpression",),
}
_ONE_EXPRESSION = frozenset((
    "contextEntry", "invocation", "binding", "encapsulatedLogic", "functionDefinition", "if", "then", "else",
    "in", "match", "return", "satisfies",
))  # fmt: skip
ATTRIBUTES = frozenset((
    "id", "name", "label", "namespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion",
    "typeRef", "href", "hitPolicy", "aggregation", "preferredOrientation", "outputLabel", "kind",
    "isCollection", "iteratorVariable", "importType", "locationURI", "textFormat", "outputTypeRef", "type",
))  # fmt: skip
"""Attributes of no namespace that have a meaning, or only document."""


def needs_expression(name: str) -> bool:
    """Whether the element stands for exactly one expression."""
    return name in _ONE_EXPRESSION
