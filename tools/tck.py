"""Grades the decision engine by the public DMN TCK: `make tck`, one line a level.

TCK_DIR names another folder of the same shape; --failing tells each failing case on stderr. The exit code is 0 when
level 2 is complete and nothing fails in level 3 but functions of kind Java, which are refused.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import tck_cases
from tools.tck_cases import Outcome

ROOT = Path(__file__).resolve().parents[1]


def folder() -> Path:
    """Where the TCK is."""
    return Path(os.environ.get("TCK_DIR") or ROOT.parent / "shared" / "tck")


def line(level: str, outcomes: Sequence[Outcome]) -> str:
    """Such as `level-2 126/126 values 110/110`."""
    values = [outcome for outcome in outcomes if outcome.wanted is not None]
    return f"{level} {_passed(outcomes)}/{len(outcomes)} values {_passed(values)}/{len(values)}"


def _passed(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.passed for outcome in outcomes)


def complete(level: str, outcomes: Sequence[Outcome]) -> bool:
    """Whether everything passes; from level 3 on, what has functions of kind Java may fail."""
    return bool(outcomes) and all(o.passed or (o.java and level != "level-2") for o in outcomes)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tck", description="Grade the decision engine by the public DMN TCK.")
    parser.add_argument("--failing", action="store_true", help="tell each failing case on stderr")
    wanted = parser.parse_args(arguments)
    found = tck_cases.levels(folder())
    if not found:
        print(f"No folder compliance-level-* in {folder()}. Name the TCK with TCK_DIR.", file=sys.stderr)
        return 2
    good = True
    for place in found:
        level, outcomes = place.name.removeprefix("compliance-"), tck_cases.run_level(place)
        print(line(level, outcomes), flush=True)
        good &= complete(level, outcomes)
        if wanted.failing:
            for outcome in outcomes:
                if not outcome.passed:
                    print(f"  {outcome}", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
