module benchmarks/api

go 1.25.0
