"""One file a screen. Screens hold the desk and talk to it; widgets only post messages."""
