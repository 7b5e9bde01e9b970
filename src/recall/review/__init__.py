"""One sitting of review as a state machine: pure, handed instants and states, knows nothing of disks or screens."""
