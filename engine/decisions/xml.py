"""Reading the XML of a model: no DTD, no entities, no network, at most MAX_BYTES."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.decisions.errors import ModelRefused

MAX_BYTES = 5_000_000
Element = etree._Element


def read(source: bytes, filename: str) -> Element:
    """The `definitions` element; raises ModelRefused."""
    if len(source) > MAX_BYTES:
        raise ModelRefused(
            filename=filename, zh="文件超过 5 MB。请拆分模型", en="it is larger than 5 MB. Split the model"
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as problem:
        if b"<!DOCTYPE" in source.replace(b"\0", b""):  # entities that explode end the reading
            raise _doctype(filename) from None
        line = problem.lineno or 1
        raise ModelRefused(
            filename=filename,
            zh=f"第 {line} 行不是有效的 XML。请重新导出",
            en=f"line {line} is no valid XML. Export it again",
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(filename)
    if local(root) != "definitions" or "/spec/DMN/" not in (etree.QName(root).namespace or ""):
        raise ModelRefused(
            filename=filename, zh="它不是 DMN 文件。请导出为 DMN 1.3", en="it is no DMN file. Export it as DMN 1.3"
        )
    return root


def _doctype(filename: str) -> ModelRefused:
    return ModelRefused(filename=filename, zh="不允许 DOCTYPE。请删除它", en="a DOCTYPE is not allowed. Remove it")


def local(element: Element) -> str:
    """The tag without its namespace; empty for a processing instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Children of these names in the namespace of their parent; all of them without names."""
    namespace = etree.QName(element).namespace
    for child in element:
        if (
            isinstance(child.tag, str)
            and etree.QName(child).namespace == namespace
            and (not names or local(child) in names)
        ):
            yield child


def child(element: Element, *names: str) -> Element | None:
    """The first such child, or None."""
    return next(children(element, *names), None)


def text(element: Element | None) -> str:
    """The content of its `text` child, stripped; empty when there is none."""
    if element is None:
        return ""
    inner = child(element, "text")
    return (inner.text or "").strip() if inner is not None else ""


def line(element: Element) -> int:
    """Where it stands in the file."""
    number: Any = element.sourceline
    return int(number or 0)


def name(element: Element) -> str:
    """The name of its variable, else its own."""
    variable = child(element, "variable")
    own = (variable.get("name") if variable is not None else None) or element.get("name") or ""
    return " ".join(own.split())


def href(element: Element) -> tuple[str, str]:
    """The namespace (empty: this model) and the id that it points to."""
    namespace, _, identifier = (element.get("href") or "").rpartition("#")
    return namespace, identifier


def version_tag(element: Element) -> str:
    """The `zeebe:versionTag` or `camunda:versionTag` of a decision; empty when there is none."""
    extensions = child(element, "extensionElements")
    for extension in extensions if extensions is not None else ():
        if local(extension) == "versionTag":
            return extension.get("value") or ""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}versionTag")), "")


def namespace(element: Element) -> str:
    """The namespace of its tag; empty when it has none."""
    return etree.QName(element).namespace or "" if isinstance(element.tag, str) else ""
