"""The terminal screens: app, one screen a file, shared widgets, one style sheet. They call the desk and draw values."""
