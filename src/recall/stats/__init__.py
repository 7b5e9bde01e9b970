"""Rows of the history made into numbers a learner can act on, and numbers into lines of block characters. Pure."""
