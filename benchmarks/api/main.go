// The sandbox API at next to no cost: every body lies ready in memory.
// It prints its address and that of its counts, and serves until it is killed.
package main

import (
	"crypto/tls"
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
	roundTrip := flag.Duration("round-trip", 0, "how long the way here and back takes")
	certificate := flag.String("certificate", "", "serve https: a file with the key and certificate")
	limited := flag.Bool("limited", false, "answer 429 beyond the documented rate limits")
	flag.Parse()

	counter := &counter{limited: *limited, begins: map[string][]time.Time{}}
	store := newStore(*size)
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/sandbox", counter.count(listingLimit, *delay, store.list(*largest)))
	mux.Handle("GET /api/v1/sandbox/{id}", counter.count(lookupLimit, *delay, store.lookup))
	api := &http.Server{
		Handler:   mux,
		ConnState: counter.connected,
		TLSConfig: &tls.Config{VerifyConnection: counter.shookHands},
	}
	counts := &http.Server{Handler: http.HandlerFunc(counter.report)}

	served, counted := listen(), listen()
	public, scheme := served.Addr(), "http"
	if *roundTrip > 0 {
		public = putAway(served.Addr(), *roundTrip)
	}
	if *certificate != "" {
		scheme = "https"
		go func() { log.Fatal(api.ServeTLS(served, *certificate, *certificate)) }()
	} else {
		go func() { log.Fatal(api.Serve(served)) }()
	}
	fmt.Printf("%s://%s %s\n", scheme, public, counted.Addr())
	log.Fatal(counts.Serve(counted))
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	return listener
}
