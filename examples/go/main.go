package main

import (
	"github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go/primeintellect"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		model, label := config.Require(ctx, "gpuModel"), config.Require(ctx, "label")
		running, newest := primeintellect.SandboxStatusRunning, true
		one, err := primeintellect.GetSandbox(ctx, &primeintellect.GetSandboxArgs{
			Status: (*string)(&running), GpuModels: []string{model}, MostRecent: &newest})
		if err != nil {
			return err
		}
		labeled := primeintellect.ListSandboxesOutput(ctx, primeintellect.ListSandboxesOutputArgs{
			Status: running, Labels: pulumi.StringArray{pulumi.String(label)}})
		ctx.Export("id", pulumi.String(one.Id))
		ctx.Export("region", pulumi.StringPtrFromPtr(one.Region))
		ctx.Export("gpu", pulumi.String(one.GpuDescription))
		ctx.Export("runningIds", labeled.Ids())
		ctx.Export("regions", labeled.Regions())
		ctx.Export("gpuTypes", labeled.GpuTypes())
		ctx.Export("gpuCount", labeled.Summary().GpuCount())
		return nil
	})
}
