"""The functions, one a module; modules beside them hold what they share."""
