package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
)

// describe tells the GPUs in words, such as 8 x H100 80GB.
func (g *GPU) describe() string {
	if g == nil {
		return "none"
	}
	words := fmt.Sprintf("%d x %s", g.Count, or(g.Model, "unknown"))
	if g.MemoryGB != nil {
		words += fmt.Sprintf(" %dGB", *g.MemoryGB)
	}
	return words
}

// GPU is what a gpuType stands for.
type GPU struct {
	Type          *string `pulumi:"type,optional"`
	Vendor        *string `pulumi:"vendor,optional"`
	Model         *string `pulumi:"model,optional"`
	DisplayName   *string `pulumi:"displayName,optional"`
	Architecture  *string `pulumi:"architecture,optional"`
	MemoryGB      *int    `pulumi:"memoryGB,optional"`
	Count         int     `pulumi:"count"`
	TotalMemoryGB *int    `pulumi:"totalMemoryGB,optional"`
	Known         bool    `pulumi:"known"`
}

type gpuModel struct {
	Name         *string `json:"name"`
	Architecture *string `json:"architecture"`
	MemoryGB     *int    `json:"memoryGB"`
}

var (
	//go:embed gpus.json
	gpusJSON []byte
	models   map[string]gpuModel
	memory   = regexp.MustCompile(`_[0-9]+GB$`)
	nvidia   = "NVIDIA"
)

func init() {
	if err := json.Unmarshal(gpusJSON, &models); err != nil {
		panic(err)
	}
}

func decodeGPU(gpuType *string, count int) *GPU {
	if count == 0 || gpuType != nil && *gpuType == "CPU_NODE" {
		return nil
	}
	if gpuType == nil {
		return &GPU{Count: count}
	}
	name := memory.ReplaceAllString(*gpuType, "")
	gpu := &GPU{Type: gpuType, Model: &name, Count: count}
	model, known := models[*gpuType]
	if !known {
		return gpu
	}
	gpu.Known, gpu.Vendor = true, &nvidia
	gpu.DisplayName, gpu.Architecture, gpu.MemoryGB = model.Name, model.Architecture, model.MemoryGB
	if model.MemoryGB != nil {
		total := *model.MemoryGB * count
		gpu.TotalMemoryGB = &total
	}
	return gpu
}
