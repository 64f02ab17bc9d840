"""Fixes: what ends a finding, made as data, chosen so that none gets in another's way, and applied to documents."""
