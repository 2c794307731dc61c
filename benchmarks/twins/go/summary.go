package main

import (
	"maps"
	"slices"
)

// Summary has totals and counts.
type Summary struct {
	GPUCount    int            `pulumi:"gpuCount"`
	GPUMemoryGB int            `pulumi:"gpuMemoryGB"`
	CPUCores    float64        `pulumi:"cpuCores"`
	MemoryGB    float64        `pulumi:"memoryGB"`
	DiskSizeGB  float64        `pulumi:"diskSizeGB"`
	ByStatus    map[string]int `pulumi:"byStatus"`
	ByRegion    map[string]int `pulumi:"byRegion"`
	ByGPUType   map[string]int `pulumi:"byGpuType"`
}

func summarize(sandboxes []Sandbox) Summary {
	summary := Summary{
		ByStatus: map[string]int{}, ByRegion: map[string]int{}, ByGPUType: map[string]int{},
	}
	for i := range sandboxes {
		s := &sandboxes[i]
		if s.GPU != nil {
			summary.GPUCount += s.GPU.Count
			if s.GPU.TotalMemoryGB != nil {
				summary.GPUMemoryGB += *s.GPU.TotalMemoryGB
			}
		}
		summary.CPUCores += s.CPUCores
		summary.MemoryGB += s.MemoryGB
		summary.DiskSizeGB += s.DiskSizeGB
		summary.ByStatus[s.Status]++
		summary.ByRegion[or(s.Region, "unknown")]++
		summary.ByGPUType[or(s.GPUType, "none")]++
	}
	return summary
}

func distinct(sandboxes []Sandbox, value func(*Sandbox) *string) []string {
	seen := map[string]bool{}
	for i := range sandboxes {
		if text := value(&sandboxes[i]); text != nil {
			seen[*text] = true
		}
	}
	return append([]string{}, slices.Sorted(maps.Keys(seen))...)
}

func or(text *string, otherwise string) string {
	if text == nil {
		return otherwise
	}
	return *text
}
