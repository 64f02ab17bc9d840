"""The vocabulary: frozen values that every layer speaks in. Import names from the modules that define them."""
