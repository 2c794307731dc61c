// The sandbox API at next to no cost: every body lies ready in memory.
// It prints its address, and serves until it is killed.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"
)

func main() {
	size := flag.Int("sandboxes", 25, "how many sandboxes there are")
	largest := flag.Int("largest-page", 1000, "the most sandboxes a page")
	delay := flag.Duration("delay", 0, "how long each request takes")
	limited := flag.Bool("limited", false, "answer 429 beyond the documented rate limits")
	flag.Parse()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	counter := &counter{limited: *limited, begins: map[string][]time.Time{}}
	store := newStore(*size)
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/sandbox", counter.count(listingLimit, *delay, store.list(*largest)))
	mux.Handle("GET /api/v1/sandbox/{id}", counter.count(lookupLimit, *delay, store.lookup))
	mux.HandleFunc("GET /counts", counter.tell)
	fmt.Printf("http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, mux))
}
