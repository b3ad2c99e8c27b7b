"""Sample stations of invented persons, and the generator that writes them."""
