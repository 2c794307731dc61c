// An argument from a resource's output, and a lookup that waits for a resource.
package main

import (
	"github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go/primeintellect"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		chosen, err := pulumi.NewStash(ctx, "chosen", &pulumi.StashArgs{Input: pulumi.String("sbx-000001")})
		if err != nil {
			return err
		}
		id := chosen.Output.ApplyT(func(id any) string { return id.(string) }).(pulumi.StringOutput)
		one := primeintellect.GetSandboxOutput(ctx, primeintellect.GetSandboxOutputArgs{SandboxId: id})
		first := primeintellect.ListSandboxesOutput(ctx,
			primeintellect.ListSandboxesOutputArgs{Limit: pulumi.Int(1)},
			pulumi.DependsOn([]pulumi.Resource{chosen}))
		ctx.Export("region", one.Region())
		ctx.Export("firstIds", first.Ids())
		return nil
	})
}
