"""The command line: one file a group of commands. Heavy imports stand inside the commands, so that each starts fast."""
