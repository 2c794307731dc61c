"""An independent implementation of Prime Intellect's sandbox API, for demos and tests."""
