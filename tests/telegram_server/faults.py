"""Failures that a test orders: the next calls of a method go wrong in a chosen way."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ApiError


@dataclass
class Fault:
    """One order. `after_processing`: the call is carried out, then the connection is dropped;
    `before_processing`: it is dropped, and nothing was carried out.

    `delay` (seconds) comes before everything else; `status` 200 with a delay is only slow.
    """

    method: str
    status: int
    description: str
    retry_after: int | None = None
    times: int = 1
    after_processing: bool = False
    before_processing: bool = False
    delay: float = 0.0

    def refusal(self) -> ApiError | None:
        if self.after_processing or self.status == 200:
            return None
        return ApiError(self.status, self.description, self.retry_after)


class Faults:
    def __init__(self) -> None:
        self.orders: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.orders.append(fault)

    def take(self, method: str) -> Fault | None:
        """The oldest order for this method ("*" is every method), counted down."""
        wanted = {method.lower(), "*"}
        for fault in self.orders:
            if fault.method.lower() in wanted:
                fault.times -= 1
                if fault.times <= 0:
                    self.orders.remove(fault)
                return fault
        return None
