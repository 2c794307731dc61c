package main

import (
	"io"
	"log"
	"net"
	"time"
)

// putAway returns an address from which a server is a round trip away. TCP's handshake takes one;
// then each byte takes half of one, whichever way it goes. Bandwidth has no limit.
func putAway(server net.Addr, roundTrip time.Duration) net.Addr {
	listener := listen()
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				log.Fatal(err)
			}
			go relay(client, server, roundTrip)
		}
	}()
	return listener.Addr()
}

// relay has told the client at once that it is connected. It would have heard that a round trip
// later, so nothing that it sends leaves earlier.
func relay(client net.Conn, address net.Addr, roundTrip time.Duration) {
	connected := time.Now().Add(roundTrip)
	server, err := net.Dial("tcp", address.String())
	if err != nil {
		log.Fatal(err)
	}
	go carry(client, server, connected, roundTrip/2)
	carry(server, client, connected, roundTrip/2)
}

// parcel is what was sent together, and when it arrives.
type parcel struct {
	arrives time.Time
	content []byte
}

// carry sends on what it reads, each part of it as long after it was sent as it is under way.
func carry(from, to net.Conn, earliest time.Time, underWay time.Duration) {
	parcels := make(chan parcel, 1<<16)
	go func() {
		for next := range parcels {
			time.Sleep(time.Until(next.arrives))
			to.Write(next.content)
		}
		to.Close()
	}()
	for {
		content := make([]byte, 64<<10)
		length, err := from.Read(content)
		if length > 0 {
			sent := time.Now()
			if sent.Before(earliest) {
				sent = earliest
			}
			parcels <- parcel{sent.Add(underWay), content[:length]}
		}
		if err != nil {
			close(parcels)
			if err != io.EOF {
				from.Close()
			}
			return
		}
	}
}
