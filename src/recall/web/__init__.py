"""The terminal program in a browser on the same machine: served on loopback, behind a link that works once."""
