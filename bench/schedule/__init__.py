"""Figures of the scheduling room: forecasts on real logs, and simulations against simpler ways."""
