package main

import (
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"time"
)

// The documented rate limits: requests to one path in any 60 seconds.
const (
	window       = 60 * time.Second
	listingLimit = 1000
	lookupLimit  = 300
)

// counter counts what has come since it was last asked, and how many requests were under way at once.
type counter struct {
	limited bool

	lock        sync.Mutex
	begins      map[string][]time.Time
	now         int
	Total       int `json:"requests"`
	Refused     int `json:"refused"`
	Most        int `json:"mostAtOnce"`
	Connections int `json:"connections"`
	Handshakes  int `json:"handshakes"`
}

func (c *counter) count(limit int, delay time.Duration, serve http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		admitted := c.begin(r.URL.Path, limit)
		defer c.end()
		time.Sleep(delay)
		if !admitted {
			w.Header().Set("Retry-After", "60")
			http.Error(w, `{"detail":"rate limit exceeded"}`, http.StatusTooManyRequests)
			return
		}
		serve(w, r)
	})
}

func (c *counter) begin(path string, limit int) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.Total++
	c.now++
	c.Most = max(c.Most, c.now)
	if !c.limited {
		return true
	}
	now := time.Now()
	recent := c.begins[path]
	for len(recent) > 0 && now.Sub(recent[0]) >= window {
		recent = recent[1:]
	}
	admitted := len(recent) < limit
	if admitted {
		recent = append(recent, now)
	} else {
		c.Refused++
	}
	c.begins[path] = recent
	return admitted
}

func (c *counter) end() {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.now--
}

// connected counts TCP connections, as a server's ConnState.
func (c *counter) connected(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		c.lock.Lock()
		defer c.lock.Unlock()
		c.Connections++
	}
}

// shookHands counts TLS handshakes as a configuration's VerifyConnection: resumed ones as well, and
// those that the client then breaks off.
func (c *counter) shookHands(tls.ConnectionState) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.Handshakes++
	return nil
}

// report answers the counts, and counts from zero again.
func (c *counter) report(w http.ResponseWriter, _ *http.Request) {
	c.lock.Lock()
	defer c.lock.Unlock()
	json.NewEncoder(w).Encode(c)
	c.Total, c.Refused, c.Most, c.Connections, c.Handshakes = 0, 0, c.now, 0, 0
}
