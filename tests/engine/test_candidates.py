"""Candidate sets after a restart: what was there before is found, in whatever order it comes up again."""

from __future__ import annotations

from engine.candidates import Candidates
from kit.db import Database


def test_a_restarted_process_knows_the_sets_below_the_one_it_met_first(database: Database) -> None:
    before = Candidates()
    low = database.write(lambda tx: before.intern(tx, ["sales"]))
    high = database.write(lambda tx: before.intern(tx, ["warehouse"]))
    restarted = Candidates()

    database.write(lambda tx: restarted.intern(tx, ["warehouse"]))

    with database.read() as reader:
        assert restarted.of_groups(reader, frozenset({"sales", "warehouse"})) == sorted([low, high])
        assert restarted.groups(reader, low) == ("sales",)


def test_sets_that_others_add_are_found(database: Database) -> None:
    mine, theirs = Candidates(), Candidates()
    database.write(lambda tx: mine.intern(tx, ["sales"]))
    with database.read() as reader:
        mine.of_groups(reader, frozenset({"sales"}))

    number = database.write(lambda tx: theirs.intern(tx, ["finance", "sales"]))

    with database.read() as reader:
        assert number in mine.of_groups(reader, frozenset({"finance"}))
        assert mine.groups(reader, number) == ("finance", "sales")
