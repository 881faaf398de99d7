"""Money, quantities, calendar, ids and pages: what must hold for every value, not only for examples."""

from __future__ import annotations

import copy
import multiprocessing
import os
import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from kit import ids, money, pagination, quantities
from kit.calendar import BusinessCalendar, NoWorkingDay, parse_hours
from kit.clock import from_micros, iso, micros

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = "09:00-12:00,13:30-18:00"
DAY = 450  # business minutes


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def calendar() -> BusinessCalendar:
    return BusinessCalendar(HOURS, SHANGHAI)


# ---- money and quantities ---------------------------------------------------------------------------


def test_an_amount_survives_being_written_and_read() -> None:
    rng = random.Random(1)
    for _ in range(2000):
        amount = rng.randint(-(10**14), 10**14)
        assert money.parse_yuan(money.yuan(amount)) == amount


def test_an_amount_as_a_process_variable_is_exact() -> None:
    rng = random.Random(2)
    for _ in range(2000):
        amount = rng.randint(0, 10**15 - 1)
        assert Decimal(repr(money.number(amount))) == Decimal(money.yuan(amount))


def test_net_and_tax_always_add_up_to_the_gross() -> None:
    rng = random.Random(3)
    for _ in range(2000):
        gross, rate = rng.randint(-(10**12), 10**12), Decimal(rng.choice(["0", "0.06", "0.09", "0.13"]))
        net, tax = money.split_tax(gross, rate)
        assert net + tax == gross
        assert abs(Decimal(net) * (1 + rate) - gross) <= Decimal("0.6") * (1 + rate)


@pytest.mark.parametrize(("value", "fen"), [("2.345", 235), ("2.344", 234), ("-2.345", -235), ("0.005", 1)])
def test_half_a_fen_is_rounded_away_from_zero(value: str, fen: int) -> None:
    assert money.round_fen(Decimal(value)) == fen


@pytest.mark.parametrize(
    "text", ["", "1.234", "1e3", "NaN", "１２", "1,000", " 1", "1 ", "+1", ".5", "1.", "1\n", "--1"]
)
def test_an_unreadable_amount_is_refused(text: str) -> None:
    with pytest.raises(money.BadAmount):
        money.parse_yuan(text)


def test_a_quantity_survives_the_database() -> None:
    rng = random.Random(4)
    for _ in range(1000):
        value = Decimal(rng.randint(0, 10**12)).scaleb(-rng.randint(0, 6))
        assert quantities.from_scaled(quantities.to_scaled(value)) == value
        assert quantities.parse_quantity(quantities.text(value)) == value


def test_a_digit_that_would_be_lost_is_refused() -> None:
    with pytest.raises(ValueError, match="decimals"):
        quantities.to_scaled(Decimal("0.0000001"))
    with pytest.raises(quantities.TooManyDecimals):
        quantities.parse_quantity("1.25", decimals=1)
    assert quantities.parse_quantity("1.500", decimals=1) == Decimal("1.5")


# ---- calendar ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # Saturday, made up for the Spring Festival
        (date(2026, 2, 28), True),
        (date(2026, 2, 17), False),  # the festival
        (date(2026, 9, 20), True),  # Sunday, made up
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # Saturday, made up for the National Day
        (date(2026, 11, 25), True),
        (date(2026, 11, 28), False),  # a plain Saturday
    ],
)
def test_make_up_days_work_and_holidays_do_not(calendar: BusinessCalendar, day: date, works: bool) -> None:
    assert calendar.works(day) is works


def test_the_company_may_decide_otherwise(calendar: BusinessCalendar) -> None:
    own = BusinessCalendar(HOURS, SHANGHAI, exceptions={date(2026, 11, 28): True, date(2026, 11, 30): False})

    assert own.add(at("2026-11-27 17:00"), 120) == at("2026-11-28 10:00")
    assert own.add(at("2026-11-28 17:00"), 120) == at("2026-12-01 10:00")
    assert calendar.add(at("2026-11-27 17:00"), 120) == at("2026-11-30 10:00")


def test_a_moment_and_the_minutes_to_it_are_inverse(calendar: BusinessCalendar) -> None:
    rng = random.Random(5)
    first = at("2026-01-01 00:00")
    for _ in range(300):
        start = first + timedelta(minutes=rng.randrange(300 * 24 * 60))
        minutes = rng.randrange(6 * DAY)
        end = calendar.add(start, minutes)
        assert calendar.minutes_between(start, end) == minutes
        assert calendar.minutes_between(end, start) == -minutes
        assert end >= start


def test_pieces_of_business_time_add_up(calendar: BusinessCalendar) -> None:
    rng = random.Random(6)
    for _ in range(200):
        start = at("2026-09-01 00:00") + timedelta(minutes=rng.randrange(60 * 24 * 60))
        one, two = rng.randrange(1, 2 * DAY), rng.randrange(1, 2 * DAY)
        assert calendar.add(calendar.add(start, one), two) == calendar.add(start, one + two)


def test_nothing_to_add_gives_the_next_working_moment(calendar: BusinessCalendar) -> None:
    assert calendar.add(at("2026-11-28 10:00"), 0) == at("2026-11-30 09:00")
    assert calendar.add(at("2026-11-25 12:30"), 0) == at("2026-11-25 13:30")


def test_an_office_that_never_opens_is_said_and_not_searched_for_ever() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=number): False for number in range(4000)}
    calendar = BusinessCalendar(HOURS, SHANGHAI, exceptions=closed)

    with pytest.raises(NoWorkingDay):
        calendar.add(at("2026-01-05 09:00"), 1)


@pytest.mark.parametrize("text", ["12:00-09:00", "09:00-09:00", "09:00-12:00,11:00-13:00", "9-12", ""])
def test_impossible_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_hours(text)


def test_instants_survive_the_database_to_the_microsecond() -> None:
    moment = datetime(2026, 11, 25, 2, 0, 0, 123456, tzinfo=UTC)

    assert from_micros(micros(moment)) == moment
    assert micros(moment.astimezone(SHANGHAI)) == micros(moment)
    assert iso(moment) == "2026-11-25T02:00:00.123Z"
    with pytest.raises(ValueError, match="without zone"):
        micros(datetime(2026, 11, 25))  # noqa: DTZ001 the naive value is the point


# ---- ids --------------------------------------------------------------------------------------------


def test_ids_of_one_process_rise_and_fit_a_signed_bigint() -> None:
    made = [ids.new_id() for _ in range(10_000)]

    assert made == sorted(set(made))
    assert made[0] > 0 and made[-1] < 2**63


def test_uuids_rise_and_are_of_version_seven() -> None:
    made = [ids.new_uid() for _ in range(10_000)]

    assert made == sorted(set(made))
    assert {uid.version for uid in made} == {7}


def test_threads_never_get_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [one for part in pool.map(lambda _: [ids.new_id() for _ in range(2000)], range(8)) for one in part]

    assert len(set(made)) == 16_000


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_does_not_repeat_its_parent() -> None:
    ids.new_id()
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        made = ",".join(str(ids.new_id()) for _ in range(500))
        os.write(theirs, made.encode())
        os._exit(0)
    os.close(theirs)
    mine = {ids.new_id() for _ in range(500)}
    with os.fdopen(ours) as pipe:
        others = {int(text) for text in pipe.read().split(",")}
    os.waitpid(child, 0)

    assert len(others) == 500 and not mine & others


def _ids_with_worker_number(number: int) -> list[int]:
    ids._SOURCE.reseed()
    ids._SOURCE._worker = number
    return [ids.new_id() for _ in range(50)]


def test_two_processes_with_one_worker_number_rarely_meet() -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        one, two = pool.map(_ids_with_worker_number, [5, 5])

    assert not set(one) & set(two)


# ---- pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [(1,), (2**62, "abc"), ("客户", -1, "x")])
def test_a_page_marker_survives_the_journey(key: tuple[object, ...]) -> None:
    assert pagination.decode_cursor(pagination.encode_cursor(key), len(key)) == key


@pytest.mark.parametrize(
    "marker", ["", "x", "%%%", "中文", "bnVsbA", "W10", "W251bGxd", "WzEuNV0", "W1tdXQ", "A" * 5000]
)
def test_a_page_marker_of_others_is_refused(marker: str) -> None:
    with pytest.raises(pagination.BadCursor):
        pagination.decode_cursor(marker, 1)


@pytest.mark.parametrize("key", [("x", "00" * 16), (2**63, "00" * 16), (1, "no uuid"), (1, 5)])
def test_a_page_marker_of_the_wrong_kinds_is_refused(key: tuple[object, ...]) -> None:
    with pytest.raises(pagination.BadCursor):
        pagination.read_cursor(pagination.encode_cursor(key), pagination.whole, UUID)


def test_a_task_id_is_an_ordinary_uuid_of_version_seven() -> None:
    made = ids.new_uid()

    again = copy.deepcopy(made)

    assert made == uuid.UUID(made.hex) == again
    assert (made.version, made.variant, made.is_safe) == (7, uuid.RFC_4122, uuid.SafeUUID.unknown)
    assert hash(made) == hash(uuid.UUID(int=made.int))


@pytest.mark.parametrize("moment", [-1, 0, 1, 1_800_000_000_123_456, -62_135_596_800_000_000])
def test_microseconds_and_moments_are_the_same_both_ways(moment: int) -> None:
    assert micros(from_micros(moment)) == moment
