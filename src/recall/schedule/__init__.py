"""When a card is asked again: study days, memory, queues. Pure: handed `now`, a seed and rows."""
