module dependent

go 1.25

require (
	github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go v0.1.0
	github.com/pulumi/pulumi/sdk/v3 v3.256.0
)
