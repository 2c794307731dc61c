"""What is measured. Each scenario yields rounds without end, with every contender once in each."""
