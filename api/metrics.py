"""Numbers for Prometheus: requests by route and status, and what the process uses."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The registry of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "orderflow_requests", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "orderflow_request_seconds", "Time to answer", ("route",), buckets=BUCKETS, registry=self._registry
        )
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}  # finding a series costs more than it
        ProcessCollector(registry=self._registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """`route` is a pattern, so that there are few."""
        method = method if method in METHODS else "other"
        found = self._known.get((method, route, status))
        if found is None:
            found = self._requests.labels(method, route, str(status)), self._seconds.labels(route)
            self._known[method, route, status] = found
        found[0].inc()
        found[1].observe(seconds)

    def text(self, waiting: Mapping[str, int]) -> bytes:
        """In the Prometheus text format, with gauges of what waits (gauges.read)."""
        asked = CollectorRegistry()
        for name, value in waiting.items():
            Gauge(f"orderflow_{name}", "Counted when asked, up to a limit", registry=asked).set(value)
        return generate_latest(self._registry) + generate_latest(asked)
