"""The rules: one public module each, found by ``_discovery``; none knows another."""
