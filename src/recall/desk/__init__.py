"""The learner's desk: library, history and clock together, the one thing that every shell holds."""

from recall.desk.desk import Desk

__all__ = ["Desk"]
