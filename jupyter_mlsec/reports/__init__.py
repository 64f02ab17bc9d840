"""What is known, as text, JSON, SARIF, HTML: engines return values, this package turns them into documents."""
