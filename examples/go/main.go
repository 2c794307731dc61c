package main

import (
	"github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go/primeintellect"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		id, label := config.Require(ctx, "sandboxId"), config.Require(ctx, "label")
		one, err := primeintellect.GetSandbox(ctx, &primeintellect.GetSandboxArgs{SandboxId: &id})
		if err != nil {
			return err
		}
		running := primeintellect.ListSandboxesOutput(ctx, primeintellect.ListSandboxesOutputArgs{
			Status: primeintellect.SandboxStatusRUNNING, Labels: pulumi.StringArray{pulumi.String(label)}})
		ctx.Export("id", pulumi.String(one.Id))
		ctx.Export("region", pulumi.StringPtrFromPtr(one.Region))
		ctx.Export("gpu", pulumi.Sprintf("%d x %s", one.GpuCount, pulumi.StringPtrFromPtr(one.GpuType).ToStringPtrOutput().Elem()))
		ctx.Export("runningIds", running.Ids())
		ctx.Export("regions", running.Regions())
		ctx.Export("gpuTypes", running.GpuTypes())
		ctx.Export("gpuCount", running.Summary().GpuCount())
		return nil
	})
}
