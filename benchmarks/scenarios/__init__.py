"""The measurements. Each scenario yields rounds endlessly, with one sample of each contender."""
