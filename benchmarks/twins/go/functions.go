package main

import (
	"context"
	"net/url"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// GetSandbox looks up one sandbox.
type GetSandbox struct{}

// GetSandboxArgs says which one.
type GetSandboxArgs struct {
	SandboxID string `pulumi:"sandboxId"`
}

// Invoke answers the sandbox as the API describes it: a pointer, since infer allows an output
// named "id" only behind one.
func (*GetSandbox) Invoke(
	ctx context.Context, request infer.FunctionRequest[GetSandboxArgs],
) (infer.FunctionResponse[*Sandbox], error) {
	sandbox, err := infer.GetConfig[Config](ctx).sandbox(ctx, request.Input.SandboxID)
	if err != nil {
		return infer.FunctionResponse[*Sandbox]{}, err
	}
	sandbox.derive()
	return infer.FunctionResponse[*Sandbox]{Output: &sandbox}, nil
}

// ListSandboxes lists the sandboxes of an account or team.
type ListSandboxes struct{}

// ListSandboxesArgs says which ones.
type ListSandboxesArgs struct {
	TeamID   *string  `pulumi:"teamId,optional"`
	UserID   *string  `pulumi:"userId,optional"`
	Status   *string  `pulumi:"status,optional"`
	IsActive *bool    `pulumi:"isActive,optional"`
	Labels   []string `pulumi:"labels,optional"`
}

func (a ListSandboxesArgs) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]*string{
		"team_id": a.TeamID, "user_id": a.UserID, "status": a.Status,
	} {
		if value != nil {
			query.Set(name, *value)
		}
	}
	if a.IsActive != nil && *a.IsActive {
		query.Set("is_active", "true")
	}
	for _, label := range a.Labels {
		query.Add("labels", label)
	}
	return query
}

// ListSandboxesResult has the sandboxes, and counts over them.
type ListSandboxesResult struct {
	Sandboxes []Sandbox `pulumi:"sandboxes"`
	IDs       []string  `pulumi:"ids"`
	Missing   []string  `pulumi:"missingIds"`
	Count     int       `pulumi:"count"`
	Regions   []string  `pulumi:"regions"`
	GPUTypes  []string  `pulumi:"gpuTypes"`
	Summary   Summary   `pulumi:"summary"`
	Skipped   int       `pulumi:"skipped"`
	Total     int       `pulumi:"total"`
	Page      int       `pulumi:"page"`
	PerPage   int       `pulumi:"perPage"`
	HasNext   bool      `pulumi:"hasNext"`
}

// Invoke answers all sandboxes.
func (*ListSandboxes) Invoke(
	ctx context.Context, request infer.FunctionRequest[ListSandboxesArgs],
) (infer.FunctionResponse[ListSandboxesResult], error) {
	sandboxes, perPage, err := infer.GetConfig[Config](ctx).sandboxes(ctx, request.Input.query())
	if err != nil {
		return infer.FunctionResponse[ListSandboxesResult]{}, err
	}
	for i := range sandboxes {
		sandboxes[i].derive()
	}
	result := ListSandboxesResult{
		Sandboxes: sandboxes,
		Count:     len(sandboxes),
		Total:     len(sandboxes),
		Page:      1,
		PerPage:   perPage,
	}
	if derives == "yes" {
		result.derive()
	}
	return infer.FunctionResponse[ListSandboxesResult]{Output: result}, nil
}

// derive fills in what follows from the sandboxes.
func (r *ListSandboxesResult) derive() {
	r.Missing = []string{}
	r.IDs = make([]string, len(r.Sandboxes))
	for i := range r.Sandboxes {
		r.IDs[i] = r.Sandboxes[i].ID
	}
	r.Regions = distinct(r.Sandboxes, func(s *Sandbox) *string { return s.Region })
	r.GPUTypes = distinct(r.Sandboxes, func(s *Sandbox) *string { return s.GPUType })
	r.Summary = summarize(r.Sandboxes)
}
