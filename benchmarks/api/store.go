package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// store has the JSON of all sandboxes, joined by commas; number i is all[starts[i] : starts[i+1]-1].
type store struct {
	all    []byte
	starts []int
}

func newStore(size int) *store {
	s := &store{all: make([]byte, 0, size*1100), starts: []int{0}}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	for number := range size {
		text.Reset()
		if err := encoder.Encode(makeSandbox(number)); err != nil {
			panic(err)
		}
		s.all = append(append(s.all, bytes.TrimSpace(text.Bytes())...), ',')
		s.starts = append(s.starts, len(s.all))
	}
	return s
}

func (s *store) size() int { return len(s.starts) - 1 }

// between has the sandboxes from one number to before another.
func (s *store) between(from, to int) []byte {
	if from >= to {
		return nil
	}
	return s.all[s.starts[from] : s.starts[to]-1]
}

func (s *store) lookup(w http.ResponseWriter, r *http.Request) {
	number, known := numberOf(r.PathValue("id"))
	if !known || number >= s.size() {
		http.Error(w, `{"detail":"Sandbox not found"}`, http.StatusNotFound)
		return
	}
	send(w, s.between(number, number+1))
}

func (s *store) list(largest int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := positive(r.FormValue("page"), 1)
		perPage := min(positive(r.FormValue("per_page"), 50), largest)
		from := min((page-1)*perPage, s.size())
		to := min(from+perPage, s.size())
		end := fmt.Sprintf(`],"total":%d,"page":%d,"per_page":%d,"has_next":%t}`,
			s.size(), page, perPage, to < s.size())
		send(w, []byte(`{"sandboxes":[`), s.between(from, to), []byte(end))
	}
}

func positive(text string, otherwise int) int {
	if number, err := strconv.Atoi(text); err == nil && number > 0 {
		return number
	}
	return otherwise
}

func send(w http.ResponseWriter, parts ...[]byte) {
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(length))
	for _, part := range parts {
		w.Write(part)
	}
}
