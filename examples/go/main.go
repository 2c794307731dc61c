package main

import (
	"github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go/primeintellect"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cfg := config.New(ctx, "")
		one, err := primeintellect.GetSandbox(ctx, &primeintellect.GetSandboxArgs{
			Status:     pulumi.StringRef(string(primeintellect.SandboxStatusRunning)),
			GpuModels:  []string{cfg.Require("gpuModel")},
			MostRecent: pulumi.BoolRef(true),
		})
		if err != nil {
			return err
		}
		running := primeintellect.ListSandboxesOutput(ctx, primeintellect.ListSandboxesOutputArgs{
			Status: primeintellect.SandboxStatusRunning,
			Labels: pulumi.ToStringArray([]string{cfg.Require("label")}),
		})
		ctx.Export("id", pulumi.String(one.Id))
		ctx.Export("region", pulumi.StringPtrFromPtr(one.Region))
		ctx.Export("gpu", pulumi.String(one.GpuDescription))
		ctx.Export("runningIds", running.Ids())
		ctx.Export("regions", running.Regions())
		ctx.Export("gpuModels", running.Summary().ByGpuModel())
		ctx.Export("gpuCount", running.Summary().GpuCount())
		return nil
	})
}
