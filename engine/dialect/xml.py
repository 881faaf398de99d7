"""Safe reading of XML from people: no entities, no DTD, no network, bounded size and depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.dialect.findings import Problems

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
CAMUNDA7 = "{http://camunda.org/schema/1.0/bpmn}"
SIZE_LIMIT = 5_000_000  # bytes


def read(xml: bytes, problems: Problems) -> Any:
    """The definitions element. Raises Unrunnable."""
    if len(xml) > SIZE_LIMIT:
        problems.add("file.too_large", size=len(xml), limit=SIZE_LIMIT)
        problems.raise_any()
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        row, column = getattr(error, "position", (1, 1))
        if _declares_doctype(xml):  # entities that explode end the reading
            problems.at("file.doctype", "", max(row, 1))
            problems.raise_any()
        problems.at("file.not_xml", "", max(row, 1), row=max(row, 1), column=max(column, 1))
        problems.raise_any()
    if getattr(root.getroottree().docinfo, "doctype", ""):
        problems.add("file.doctype", root)
        problems.raise_any()
    if root.tag != f"{BPMN}definitions":
        problems.add("file.not_bpmn", root)
        problems.raise_any()
    return root


def _declares_doctype(xml: bytes) -> bool:
    """Also in UTF-16, where every other byte is zero."""
    return b"<!DOCTYPE" in xml.replace(b"\0", b"")


def local(node: Any) -> str:
    """Tag without namespace."""
    return str(node.tag).rsplit("}", 1)[-1]


def kind(node: Any) -> str:
    """Local tag of a BPMN element, the whole tag of any other."""
    tag = str(node.tag)
    return tag.removeprefix(BPMN)


def text_of(node: Any, child: str) -> str | None:
    """Stripped text of a BPMN child, None when absent or blank."""
    found = node.find(BPMN + child)
    text = found.text if found is not None else None
    return text.strip() or None if text else None
