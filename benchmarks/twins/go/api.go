package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const pageSize = 1000

var client = &http.Client{Timeout: 30 * time.Second}

type page struct {
	Sandboxes []Sandbox `json:"sandboxes"`
	Total     int       `json:"total"`
	PerPage   int       `json:"per_page"`
	HasNext   bool      `json:"has_next"`
}

func (c Config) get(ctx context.Context, path string, query url.Values, into any) error {
	target := c.BaseURL + "/api/v1/sandbox" + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.APIKey)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the API answered %s: %.200s", response.Status, body)
	}
	return json.Unmarshal(body, into)
}

func (c Config) sandbox(ctx context.Context, id string) (Sandbox, error) {
	var sandbox Sandbox
	err := c.get(ctx, "/"+url.PathEscape(id), nil, &sandbox)
	return sandbox, err
}

// sandboxes reads one page after the other.
func (c Config) sandboxes(ctx context.Context, query url.Values) ([]Sandbox, int, error) {
	var all []Sandbox
	query.Set("per_page", strconv.Itoa(pageSize))
	for number := 1; ; number++ {
		query.Set("page", strconv.Itoa(number))
		var next page
		if err := c.get(ctx, "", query, &next); err != nil {
			return nil, 0, err
		}
		all = append(all, next.Sandboxes...)
		if !next.HasNext {
			return all, next.PerPage, nil
		}
	}
}
