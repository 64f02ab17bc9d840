"""Models into formats that hold no code: vetted first, then loaded in a process of its own."""
