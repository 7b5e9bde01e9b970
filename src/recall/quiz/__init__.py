"""One interview as a pure state machine: blueprint, belief, choice of the next question, probes, report."""
