package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const idPrefix = "cmb7q2x9k"

var (
	firstCreated = time.Date(2026, 1, 5, 9, 0, 0, 123_456_000, time.UTC)

	names    = []string{"llama-pretraining", "reward-model", "tokenizer", "evaluation", "café-ranker"}
	statuses = []string{"RUNNING", "TERMINATED", "RUNNING", "PENDING", "RUNNING", "ERROR", "PAUSED"}
	regions  = []string{"us", "eu", "canada", "us", "asia"}
	gpuTypes = []string{
		"H100_80GB", "CPU_NODE", "A100_80GB", "H200_141GB", "RTX4090_24GB", "CPU_NODE", "GB200",
		"B200_180GB", "L40S_48GB", "GH200_480GB", "RTX_PRO_6000B_96GB",
	}
	gpuCounts = []int{1, 1, 8, 2, 1, 4}
	images    = []string{
		"primeintellect/sandbox:latest",
		"python:3.12-slim",
		"pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime",
	}
	commands = []string{
		"tail -f /dev/null",
		"python train.py --epochs 3",
		`bash -c "echo 'it is ready' && sleep infinity"`,
	}
	timeouts = []int{60, 1440, -1}
)

// sandbox has the documented fields, in the documentation's order.
type sandbox struct {
	ID                    string            `json:"id"`
	Name                  string            `json:"name"`
	DockerImage           string            `json:"dockerImage"`
	StartCommand          *string           `json:"startCommand"`
	CPUCores              int               `json:"cpuCores"`
	MemoryGB              int               `json:"memoryGB"`
	DiskSizeGB            int               `json:"diskSizeGB"`
	DiskMountPath         string            `json:"diskMountPath"`
	GPUCount              int               `json:"gpuCount"`
	NetworkAccess         bool              `json:"networkAccess"`
	Status                string            `json:"status"`
	TimeoutMinutes        int               `json:"timeoutMinutes"`
	EnvironmentVars       map[string]string `json:"environmentVars"`
	AdvancedConfigs       map[string]any    `json:"advancedConfigs"`
	CreatedAt             string            `json:"createdAt"`
	UpdatedAt             string            `json:"updatedAt"`
	StartedAt             *string           `json:"startedAt"`
	TerminatedAt          *string           `json:"terminatedAt"`
	UserID                string            `json:"userId"`
	TeamID                *string           `json:"teamId"`
	KubernetesJobID       *string           `json:"kubernetesJobId"`
	GPUType               *string           `json:"gpuType"`
	VM                    bool              `json:"vm"`
	Labels                []string          `json:"labels"`
	ExitCode              *int              `json:"exitCode"`
	ErrorType             *string           `json:"errorType"`
	ErrorMessage          *string           `json:"errorMessage"`
	Region                *string           `json:"region"`
	RegistryCredentialsID *string           `json:"registryCredentialsId"`
}

func idOf(number int) string { return fmt.Sprintf("%s%016d", idPrefix, number) }

func numberOf(id string) (int, bool) {
	digits, known := strings.CutPrefix(id, idPrefix)
	number, err := strconv.Atoi(digits)
	return number, known && err == nil && number >= 0
}

// makeSandbox makes the same sandbox for the same number, each a minute younger than the last.
func makeSandbox(number int) sandbox {
	machines := pick(gpuCounts, number)
	s := sandbox{
		ID:              idOf(number),
		Name:            pick(names, number),
		DockerImage:     pick(images, number),
		CPUCores:        4 * machines,
		MemoryGB:        32 * machines,
		DiskSizeGB:      50 * machines,
		DiskMountPath:   "/sandbox-workspace",
		GPUCount:        machines,
		NetworkAccess:   number%4 != 0,
		TimeoutMinutes:  pick(timeouts, number),
		UserID:          "clu5m0w8p0000" + idOf(number % 12)[13:],
		KubernetesJobID: one("sandbox-job-" + idOf(number)),
		GPUType:         one(pick(gpuTypes, number)),
		VM:              number%5 == 0,
		Labels:          []string{"training", "nightly"}[:number%3],
	}
	if *s.GPUType == "CPU_NODE" {
		s.GPUCount = 0
	}
	if number%5 != 4 {
		s.StartCommand = one(pick(commands, number))
	}
	if number%4 == 0 {
		s.TeamID = one("clt9z4y2r0000" + idOf(number % 3)[13:])
	}
	if number%6 == 0 {
		s.RegistryCredentialsID = one("clr3v8n1q0000" + idOf(number % 5)[13:])
		s.AdvancedConfigs = map[string]any{"shmSizeGB": 16}
	}
	s.EnvironmentVars = environment(number)
	s.live(pick(statuses, number), firstCreated.Add(time.Duration(number)*time.Minute))
	return s
}

func environment(number int) map[string]string {
	switch number % 4 {
	case 0:
		return map[string]string{
			"LOG_LEVEL": "info",
			"HF_TOKEN":  fmt.Sprintf("not-a-real-token-%016d", number),
			"WANDB_KEY": fmt.Sprintf("not-a-real-key-%016d", number),
		}
	case 1:
		return map[string]string{"LOG_LEVEL": "debug"}
	case 2:
		return map[string]string{}
	}
	return nil
}

// live fills in what follows from a status.
func (s *sandbox) live(status string, created time.Time) {
	started, ended := created.Add(20*time.Second), created.Add(time.Hour)
	s.Status, s.CreatedAt, s.UpdatedAt = status, stamp(created), stamp(started)
	if status == "PENDING" {
		s.UpdatedAt, s.KubernetesJobID = s.CreatedAt, nil
		return
	}
	s.StartedAt, s.Region = one(stamp(started)), one(pick(regions, created.Minute()))
	if status == "TERMINATED" || status == "ERROR" {
		s.TerminatedAt, s.UpdatedAt, s.ExitCode = one(stamp(ended)), stamp(ended), one(0)
	}
	if status == "ERROR" {
		s.ExitCode, s.ErrorType = one(137), one("OUT_OF_MEMORY")
		s.ErrorMessage = one("The start command was killed for want of memory")
	}
}

func stamp(moment time.Time) string { return moment.Format("2006-01-02T15:04:05.000000Z07:00") }

func pick[T any](values []T, number int) T { return values[number%len(values)] }

func one[T any](value T) *T { return &value }
