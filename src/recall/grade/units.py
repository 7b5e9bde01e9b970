"""Units of measure that answers are converted between. It must not know numbers' syntax or scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as so many of its family's base unit."""

    family: str
    factor: Decimal


def _scaled(family: str, *scales: tuple[str, str]) -> dict[str, Unit]:
    return {name: Unit(family, Decimal(factor)) for factor, names in scales for name in names.split()}


_TIME = _scaled(
    "time",
    ("1e-9", "ns nanosecond nanoseconds"),
    ("1e-6", "us µs microsecond microseconds"),
    ("1e-3", "ms msec millisecond milliseconds"),
    ("1", "s sec secs second seconds"),
    ("60", "m min mins minute minutes"),
    ("3600", "h hr hrs hour hours"),
    ("86400", "d day days"),
    ("604800", "w week weeks"),
)
_DATA = _scaled(
    "data",
    ("0.125", "bit bits"),
    ("1", "B byte bytes octet octets"),
    ("1e3", "kB kilobyte kilobytes"),
    ("1e6", "MB megabyte megabytes"),
    ("1e9", "GB gigabyte gigabytes"),
    ("1e12", "TB terabyte terabytes"),
    ("1e15", "PB petabyte petabytes"),
    (str(1 << 10), "KiB kibibyte kibibytes"),
    (str(1 << 20), "MiB mebibyte mebibytes"),
    (str(1 << 30), "GiB gibibyte gibibytes"),
    (str(1 << 40), "TiB tebibyte tebibytes"),
    ("125", "kbit kilobit kilobits"),
    ("125e3", "Mb Mbit megabit megabits"),
    ("125e6", "Gb Gbit gigabit gigabits"),
)
_RATE = {f"{name}/s": Unit("data rate", unit.factor) for name, unit in _DATA.items()} | _scaled(
    "data rate", ("0.125", "bps"), ("125", "kbps"), ("125e3", "Mbps"), ("125e6", "Gbps")
)
_FREQUENCY = _scaled("frequency", ("1", "Hz"), ("1e3", "kHz"), ("1e6", "MHz"), ("1e9", "GHz"))
_SHARE = _scaled("share", ("0.01", "% percent"))

_EXACT = _TIME | _DATA | _RATE | _FREQUENCY | _SHARE
_FOLDED = {name.casefold(): unit for name, unit in reversed(_EXACT.items())}  # the earlier name wins: mb is MB

MAGNITUDES = {
    "k": Decimal("1e3"),
    "K": Decimal("1e3"),
    "thousand": Decimal("1e3"),
    "M": Decimal("1e6"),
    "mio": Decimal("1e6"),
    "million": Decimal("1e6"),
    "G": Decimal("1e9"),
    "bn": Decimal("1e9"),
    "billion": Decimal("1e9"),
    "T": Decimal("1e12"),
    "trillion": Decimal("1e12"),
}


def find_unit(name: str) -> Unit | None:
    """The unit of that name: capitals as they stand first (Mb is megabit), then without regard to them (mb is MB)."""
    name = name.replace("μ", "µ")
    return _EXACT.get(name) or _FOLDED.get(name.casefold())
