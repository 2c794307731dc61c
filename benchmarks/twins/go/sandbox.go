package main

import (
	"maps"
	"slices"
	"time"
)

// Sandbox is what the API sends and, with the derived fields, what the functions answer.
type Sandbox struct {
	ID                    string         `json:"id" pulumi:"id"`
	Name                  string         `json:"name" pulumi:"name"`
	DockerImage           string         `json:"dockerImage" pulumi:"dockerImage"`
	StartCommand          *string        `json:"startCommand" pulumi:"startCommand,optional"`
	CPUCores              float64        `json:"cpuCores" pulumi:"cpuCores"`
	MemoryGB              float64        `json:"memoryGB" pulumi:"memoryGB"`
	DiskSizeGB            float64        `json:"diskSizeGB" pulumi:"diskSizeGB"`
	DiskMountPath         string         `json:"diskMountPath" pulumi:"diskMountPath"`
	GPUCount              int            `json:"gpuCount" pulumi:"gpuCount"`
	GPUType               *string        `json:"gpuType" pulumi:"gpuType,optional"`
	VM                    *bool          `json:"vm" pulumi:"vm,optional"`
	NetworkAccess         *bool          `json:"networkAccess" pulumi:"networkAccess,optional"`
	NetworkAllowlist      *[]string      `json:"networkAllowlist" pulumi:"networkAllowlist,optional"`
	NetworkDenylist       *[]string      `json:"networkDenylist" pulumi:"networkDenylist,optional"`
	Status                string         `json:"status" pulumi:"status"`
	TimeoutMinutes        int            `json:"timeoutMinutes" pulumi:"timeoutMinutes"`
	IdleTimeoutMinutes    *int           `json:"idleTimeoutMinutes" pulumi:"idleTimeoutMinutes,optional"`
	EnvironmentVars       map[string]any `json:"environmentVars,omitempty"`
	AdvancedConfigs       map[string]any `json:"advancedConfigs" pulumi:"advancedConfigs,optional"`
	Labels                []string       `json:"labels" pulumi:"labels"`
	CreatedAt             string         `json:"createdAt" pulumi:"createdAt"`
	UpdatedAt             string         `json:"updatedAt" pulumi:"updatedAt"`
	StartedAt             *string        `json:"startedAt" pulumi:"startedAt,optional"`
	TerminatedAt          *string        `json:"terminatedAt" pulumi:"terminatedAt,optional"`
	TerminationReason     *string        `json:"terminationReason" pulumi:"terminationReason,optional"`
	ExitCode              *int           `json:"exitCode" pulumi:"exitCode,optional"`
	ErrorType             *string        `json:"errorType" pulumi:"errorType,optional"`
	ErrorMessage          *string        `json:"errorMessage" pulumi:"errorMessage,optional"`
	UserID                *string        `json:"userId" pulumi:"userId,optional"`
	TeamID                *string        `json:"teamId" pulumi:"teamId,optional"`
	KubernetesJobID       *string        `json:"kubernetesJobId" pulumi:"kubernetesJobId,optional"`
	PendingImageBuildID   *string        `json:"pendingImageBuildId" pulumi:"pendingImageBuildId,optional"`
	Region                *string        `json:"region" pulumi:"region,optional"`
	RegistryCredentialsID *string        `json:"registryCredentialsId" pulumi:"registryCredentialsId,optional"`

	EnvironmentVarNames *[]string `json:"-" pulumi:"environmentVarNames,optional"`
	GPU                 *GPU      `json:"-" pulumi:"gpu,optional"`
	GPUDescription      *string   `json:"-" pulumi:"gpuDescription,optional"`
	Network             *string   `json:"-" pulumi:"network,optional"`
	ExpiresAt           *string   `json:"-" pulumi:"expiresAt,optional"`
}

// derive fills in what the API does not send, and leaves out secrets.
func (s *Sandbox) derive() {
	if derives == "yes" {
		s.GPU = decodeGPU(s.GPUType, s.GPUCount)
		description := s.GPU.describe()
		s.GPUDescription = &description
		s.Network = s.network()
		slices.Sort(s.Labels)
		s.ExpiresAt = s.expiry()
		s.EnvironmentVarNames = s.environmentVarNames()
	}
	s.EnvironmentVars = nil
}

func (s *Sandbox) environmentVarNames() *[]string {
	if s.EnvironmentVars == nil {
		return nil
	}
	names := slices.AppendSeq([]string{}, maps.Keys(s.EnvironmentVars))
	slices.Sort(names)
	return &names
}

// network tells what the sandbox reaches: an empty allowlist is nothing, no list is everything.
func (s *Sandbox) network() *string {
	open, blocked, restricted := "open", "blocked", "restricted"
	switch {
	case s.NetworkAllowlist != nil && len(*s.NetworkAllowlist) > 0:
		return &restricted
	case s.NetworkAllowlist != nil, s.NetworkAccess != nil && !*s.NetworkAccess:
		return &blocked
	case s.NetworkDenylist != nil && len(*s.NetworkDenylist) > 0:
		return &restricted
	case s.NetworkDenylist != nil, s.NetworkAccess != nil:
		return &open
	}
	return nil
}

func (s *Sandbox) expiry() *string {
	if s.Status != "RUNNING" || s.TimeoutMinutes < 1 || s.StartedAt == nil {
		return nil
	}
	started, err := time.Parse(time.RFC3339, *s.StartedAt)
	if err != nil {
		return nil
	}
	end := started.Add(time.Duration(s.TimeoutMinutes) * time.Minute).UTC().Format(time.RFC3339Nano)
	return &end
}
