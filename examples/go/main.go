package main

import (
	"github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go/primeintellect"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cfg := config.New(ctx, "")
		id := cfg.Require("sandboxId")
		one, err := primeintellect.GetSandbox(ctx, &primeintellect.GetSandboxArgs{SandboxId: &id})
		if err != nil {
			return err
		}
		running := primeintellect.ListSandboxesOutput(ctx, primeintellect.ListSandboxesOutputArgs{
			Status: primeintellect.SandboxStatusRUNNING, Labels: pulumi.ToStringArray([]string{cfg.Get("label")})})
		ctx.Export("id", pulumi.String(one.Id))
		ctx.Export("region", pulumi.StringPtrFromPtr(one.Region))
		ctx.Export("gpu", pulumi.Sprintf("%d x %s", one.GpuCount, pulumi.StringPtrFromPtr(one.GpuType).ToStringPtrOutput().Elem()))
		ctx.Export("runningIds", running.Ids())
		return nil
	})
}
