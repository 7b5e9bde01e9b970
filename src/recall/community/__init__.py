"""Collections of other people: fetched without trust, shown before they come in, pinned, merged when they change."""
