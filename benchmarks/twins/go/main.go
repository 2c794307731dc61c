// The same provider in Go: what a good engineer writes in an hour with pulumi-go-provider.
// The benchmark compares against it; it has no retries, filters or tolerance of drift.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// derives is "no" in the lean twin, where the linker sets it: that one only decodes and encodes.
var derives = "yes"

// Config is how the provider reaches the API.
type Config struct {
	APIKey  string `pulumi:"apiKey,optional" provider:"secret"`
	BaseURL string `pulumi:"baseUrl,optional"`
}

// Annotate says where the values come from if the program gives none.
func (c *Config) Annotate(a infer.Annotator) {
	a.SetDefault(&c.APIKey, nil, "PRIME_API_KEY")
	a.SetDefault(&c.BaseURL, "https://api.primeintellect.ai", "PRIME_API_BASE_URL")
}

func main() {
	provider, err := infer.NewProviderBuilder().
		WithDisplayName("Prime Intellect").
		WithDescription("Looks up Prime Intellect sandboxes.").
		WithConfig(infer.Config(&Config{})).
		WithFunctions(infer.Function(&GetSandbox{}), infer.Function(&ListSandboxes{})).
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"main": "index"}).
		Build()
	if err == nil {
		err = provider.Run(context.Background(), "primeintellect", "0.1.0")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
