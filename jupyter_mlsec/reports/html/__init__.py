"""Reports as HTML: one self-contained page, and small pieces for rich display; no script, no request, no raw text."""
