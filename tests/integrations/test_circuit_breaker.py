"""Five failures in a row open it; one call tries whether the other side is back."""

from __future__ import annotations

from integrations.circuit_breaker import FAILURES_TO_OPEN, SECONDS_OPEN, CircuitBreaker


class Watch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(watch: Watch) -> CircuitBreaker:
    breaker = CircuitBreaker(seconds=watch)
    for _ in range(FAILURES_TO_OPEN):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_it_opens_after_five_failures_in_a_row() -> None:
    assert not opened(Watch()).allows()


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = CircuitBreaker(seconds=Watch())

    for _ in range(3):
        for _ in range(FAILURES_TO_OPEN - 1):
            breaker.failed()
        breaker.succeeded()

    assert breaker.allows()


def test_after_a_while_one_caller_may_try() -> None:
    watch = Watch()
    breaker = opened(watch)

    watch.now += SECONDS_OPEN

    assert breaker.allows()
    assert not breaker.allows()


def test_a_successful_try_closes_it() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += SECONDS_OPEN
    breaker.allows()

    breaker.succeeded()

    assert breaker.allows()
    assert breaker.allows()


def test_a_failed_try_opens_it_again() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += SECONDS_OPEN
    breaker.allows()

    breaker.failed()

    watch.now += SECONDS_OPEN / 2
    assert not breaker.allows()


def test_a_try_that_never_returns_does_not_block_the_next_one() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += SECONDS_OPEN
    breaker.allows()

    watch.now += SECONDS_OPEN

    assert breaker.allows()
