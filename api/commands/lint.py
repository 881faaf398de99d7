"""`orderflow lint [PATH…]`: what is wrong or doubtful about diagrams, decision tables and forms; no database needed."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import bpmn
import handlers
from api import failures, findings
from api.shapes import findings as shapes
from engine import validation
from engine.errors import Finding, Severity
from kit.clock import SystemClock
from kit.errors import Language
from oms.identity.rules import Role

ENDINGS = (".bpmn", ".dmn", ".schema.json", ".form.json", "texts.en.csv", "texts.zh.csv")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", type=Path, help="files or folders, judged as one deployment; bpmn/ unless told"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--fix", action="store_true", help="mend what can be mended, then tell what is left")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the sentences")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings, too")


def run(arguments: argparse.Namespace) -> int:
    """0 clean, 1 errors (or warnings with --strict). Raises FileMissing."""
    handlers.register()
    paths = _files(arguments.paths or [Path(bpmn.__path__[0])])
    sources = {name: path.read_bytes() for name, path in paths.items()}
    found = lint(sources)
    if arguments.fix:
        found = _mend(paths, sources, found, quiet=arguments.json)
    if arguments.json:
        print(shapes.report(found).model_dump_json(indent=2))
    else:
        _print(found, arguments.lang, len(sources))
    grave = (Severity.ERROR, Severity.WARNING) if arguments.strict else (Severity.ERROR,)
    return 1 if any(it.severity in grave for it in found) else 0


def lint(sources: dict[str, bytes]) -> list[Finding]:
    return validation.lint(sources, groups=frozenset(Role), now=SystemClock().now())


def _files(given: Sequence[Path]) -> dict[str, Path]:
    """File by the name that findings show."""
    found: dict[str, Path] = {}
    for path in given:
        if path.is_dir():
            inside = sorted(it for it in path.rglob("*") if it.name.endswith(ENDINGS))
            found |= {str(it.relative_to(path)): it for it in inside}
        elif path.is_file():
            found[path.name] = path
        else:
            raise failures.FileMissing(path=path)
    return found


def _mend(paths: dict[str, Path], sources: dict[str, bytes], found: list[Finding], *, quiet: bool) -> list[Finding]:
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for it in found:
        if it.fix:
            by_file[it.file].append(it)
    for name, its in by_file.items():
        mended = validation.mend(sources[name], its)
        if mended != sources[name]:
            paths[name].write_bytes(mended)
            sources[name] = mended
            if not quiet:
                print(f"已修正 fixed {name}")
    return lint(sources)


def _print(found: list[Finding], spoken: Language, files: int) -> None:
    last = ""
    for it in found:
        if it.file != last:
            print(it.file)
            last = it.file
        print(f"  {findings.MARKS[it.severity]} {findings.line(it, spoken)}")
    count = {severity: sum(it.severity is severity for it in found) for severity in Severity}
    errors, warnings, infos = (count[it] for it in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    if spoken == "zh":
        print(f"{files} 个文件：{errors} 个错误，{warnings} 个警告，{infos} 个提示")
    else:
        print(f"{files} files: {errors} errors, {warnings} warnings, {infos} notes")
