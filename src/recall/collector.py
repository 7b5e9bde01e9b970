"""The cyclic garbage collector, out of the way while much is made that stays. It must not know what is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_off() -> Iterator[None]:
    """The cyclic collector off for a bulk load: it would walk all that was read again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def collect_later() -> None:
    """Start-up makes what stays; collecting in the midst of it only walks it over and over, before the first card."""
    gc.disable()


def collect_again() -> None:
    """Collects from now on, but never walks what start-up made: that would fall into somebody's key press."""
    gc.freeze()
    gc.enable()
