// SPDX-License-Identifier: MIT

// Goroutines on one processor. The protocol is in contestant.h.
package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func cpu() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func resident() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return float64(pages * os.Getpagesize())
}

func runAll(count int, body func()) {
	var all sync.WaitGroup
	all.Add(count)
	for i := 0; i < count; i++ {
		go func() {
			body()
			all.Done()
		}()
	}
	all.Wait()
}

func schedYield(count, tasks int) float64 {
	rounds := count / tasks
	if rounds < 1 {
		rounds = 1
	}
	waiting := tasks
	var start time.Time
	var elapsed time.Duration
	runAll(tasks, func() {
		// Go takes the turn from whoever starts them all.
		if waiting--; waiting == 0 {
			start = time.Now()
		}
		for waiting > 0 {
			runtime.Gosched()
		}
		for i := 0; i < rounds; i++ {
			runtime.Gosched()
		}
		if elapsed == 0 {
			elapsed = time.Since(start)
		}
	})
	return float64(elapsed) * float64(count) / float64(rounds*tasks)
}

func sleepers(count, _ int) float64 {
	before := cpu()
	runAll(count, func() { time.Sleep(time.Duration(rand.Intn(1000000000))) })
	return float64(cpu() - before)
}

func spawnAwait(count, _ int) float64 {
	start := time.Now()
	done := make(chan struct{})
	for i := 0; i < count; i++ {
		go func() { done <- struct{}{} }()
		<-done
	}
	return float64(time.Since(start))
}

func memory(count, _ int) float64 {
	before := resident()
	for i := 0; i < count; i++ {
		go func() { select {} }()
	}
	time.Sleep(time.Second)
	return resident() - before
}

func main() {
	runtime.GOMAXPROCS(1)
	name, rest, _ := strings.Cut(os.Args[1], "/")
	size, _ := strconv.Atoi(rest)
	measure, ok := map[string]func(int, int) float64{
		"sched_yield": schedYield, "sleepers": sleepers,
		"spawn_await": spawnAwait, "memory": memory}[name]
	if !ok {
		os.Exit(2)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		count, _ := strconv.Atoi(lines.Text())
		fmt.Printf("%.1f\n", measure(count, size))
	}
}
