"""Places that hold private keys: one module each, found by looking into this folder."""
