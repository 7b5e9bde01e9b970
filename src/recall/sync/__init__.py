"""Carries the history between machines: sealed segments of journal lines in a place that all of them reach."""
