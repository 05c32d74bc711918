package main

import (
	"fmt"
	"io"
	"time"

	"subrosa/vault/bench/workload"
)

// row is one line of the table.
type row struct {
	what string
	of   func(workload.Result) time.Duration
}

func rows() []row {
	return []row{
		{"open", func(r workload.Result) time.Duration { return r.Open }},
		{"list 20 of a case", func(r workload.Result) time.Duration { return r.List }},
		{"add one, durable", func(r workload.Result) time.Duration { return r.Add }},
		{"load all at once", func(r workload.Result) time.Duration { return r.Load }},
		{"read all text", func(r workload.Result) time.Duration { return r.Scan }},
		{"search, newest 20", func(r workload.Result) time.Duration { return r.Search }},
	}
}

// printTable writes one size as Markdown: the first result is ours, and each of
// the others is followed by how many times its time we took.
func printTable(w io.Writer, results []workload.Result) {
	ours, others := results[0], results[1:]
	fmt.Fprintf(w, "| %s notes | vault |", thousands(ours.Notes))
	for _, r := range others {
		fmt.Fprintf(w, " %s | ratio |", r.Store)
	}
	fmt.Fprint(w, "\n|---|---:|")
	for range others {
		fmt.Fprint(w, "---:|---:|")
	}
	fmt.Fprintln(w)
	for _, row := range rows() {
		mine := row.of(ours)
		fmt.Fprintf(w, "| %s | %s |", row.what, milliseconds(mine))
		for _, r := range others {
			fmt.Fprintf(w, " %s | %s |", milliseconds(row.of(r)), ratio(float64(mine), float64(row.of(r))))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "| on disk | %s |", megabytes(ours.Bytes))
	for _, r := range others {
		fmt.Fprintf(w, " %s | %s |", megabytes(r.Bytes), ratio(float64(ours.Bytes), float64(r.Bytes)))
	}
	fmt.Fprint(w, "\n\n")
}

func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms < 100 {
		return fmt.Sprintf("%.2f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func ratio(ours, theirs float64) string {
	if theirs == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", ours/theirs)
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
