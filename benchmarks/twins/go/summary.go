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
	ByGPUModel  map[string]int `pulumi:"byGpuModel"`
	ByUser      map[string]int `pulumi:"byUser"`
	ByTeam      map[string]int `pulumi:"byTeam"`
	ByLabel     map[string]int `pulumi:"byLabel"`
}

func summarize(sandboxes []Sandbox) Summary {
	summary := Summary{
		ByStatus: map[string]int{}, ByRegion: map[string]int{}, ByGPUType: map[string]int{},
		ByGPUModel: map[string]int{}, ByUser: map[string]int{}, ByTeam: map[string]int{},
		ByLabel: map[string]int{},
	}
	for i := range sandboxes {
		s := &sandboxes[i]
		model := "none"
		if s.GPU != nil {
			model = or(s.GPU.Model, "unknown")
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
		summary.ByGPUModel[model]++
		summary.ByUser[or(s.UserID, "unknown")]++
		summary.ByTeam[or(s.TeamID, "none")]++
		for _, label := range s.Labels {
			summary.ByLabel[label]++
		}
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
