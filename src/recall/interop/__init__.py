"""Other programs' files, one module a format. Pure: bytes in, values out."""
