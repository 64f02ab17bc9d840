"""One picture a file: it says which measurements it shows and draws them."""
