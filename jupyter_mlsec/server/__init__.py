"""The server extension: notebooks are looked at in a process of their own, never on the server's event loop."""
