package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/cmd/subrosa/home"
	"subrosa/notes"
)

// homeScreen is what matters now.
func (h *held) homeScreen(ctx context.Context) (home.Screen, error) {
	a := h.app
	now := a.now()
	s := home.Screen{Left: "subrosa", Menu: homeMenu, Right: func() string {
		now := a.now()
		if at := a.agentLocksAt(h.head); at != nil {
			return now.Format("Mon 2 Jan 2006") + " · locks " + inWords(at.Sub(now))
		}
		return now.Format("Mon 2 Jan 2006")
	}}
	err := h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		cases, err := b.Cases(ctx)
		if err != nil {
			return err
		}
		if len(cases) == 0 {
			s.News = append(s.News, "no case yet: c opens the first")
		}
		s.News = append(s.News, today(cases, now)...)
		if s.News, err = h.draftNews(ctx, b, s.News); err != nil {
			return err
		}
		requests, err := b.Requests(ctx)
		if err != nil {
			return err
		}
		s.News = append(s.News, requestNews(requests, now)...)
		todo, err := b.Todos(ctx, "")
		if err != nil {
			return err
		}
		s.News = append(s.News, missingNews(todo)...)
		s.News = append(s.News, riskNews(todo)...)
		status, err := b.Status(ctx)
		s.News = append(s.News, backupNews(status, now)...)
		return err
	})
	s.News = append(slices.Clone(a.openings), s.News...)
	if err == nil && len(s.News) == 0 {
		s.News = []string{"nothing is due"}
	}
	return s, err
}

// today are the appointments of the day, in order.
func today(cases []notes.Case, now time.Time) []string {
	var list []string
	for _, c := range cases {
		if dueToday(c, now) {
			soon := ""
			if at, err := time.Parse(time.RFC3339, *c.Next); err == nil && at.After(now) && at.Sub(now) < 2*time.Hour {
				soon = inWords(at.Sub(now))
			}
			list = append(list, strings.TrimSpace(fmt.Sprintf("%s  %s  %s  %s", localClock(*c.Next), c.Code, initialsOf(c), soon)))
		}
	}
	slices.Sort(list)
	return list
}

func (h *held) draftNews(ctx context.Context, b *notes.Book, news []string) ([]string, error) {
	list, err := b.Notes(ctx, "")
	var drafts []string
	for _, n := range list {
		if isDraft(n) {
			drafts = append(drafts, fmt.Sprintf("%s %s", n.Case, n.Start.Format("2 Jan 15:04")))
		}
	}
	if err != nil || len(drafts) == 0 {
		return news, err
	}
	line := count(len(drafts), "draft") + " not signed   "
	return append(news, line+strings.Join(drafts[:min(3, len(drafts))], " · ")), nil
}

func requestNews(list []notes.Request, now time.Time) []string {
	var news []string
	for _, r := range list {
		if r.Answered() || r.Due == nil {
			continue
		}
		line := fmt.Sprintf("request due %s   %s %s, %s", *r.Due, r.ID, r.Type, r.Person)
		if r.Overdue {
			line = fmt.Sprintf("! %s overdue since %s: a answers it, or takes more time", r.ID, *r.Due)
		}
		news = append(news, line)
	}
	return news
}

// backupNews says how old the copies are, and first when one is due.
func backupNews(s notes.Status, now time.Time) []string {
	today := now.Format(time.DateOnly)
	var news []string
	switch {
	case s.Backup.By(today) && s.Backup.Last == nil:
		news = append(news, "! no backup yet: b makes one")
	case s.Backup.By(today):
		news = append(news, "! last backup "+ago(s.Backup.Last, now)+": b makes another")
	}
	if s.Rehearsal.By(today) {
		news = append(news, "! a restore was rehearsed "+ago(s.Rehearsal.Last, now)+": subrosa backup check")
	}
	if len(news) == 0 && s.Backup.Last != nil {
		news = append(news, "last backup "+ago(s.Backup.Last, now)+"   rehearsed "+ago(s.Rehearsal.Last, now))
	}
	return news
}

// riskNews are the notes by which risk was present and nothing was written about it,
// and the answers about harm that no note addresses yet.
func riskNews(list []notes.Todo) []string {
	var news []string
	for _, t := range list {
		switch t.Kind {
		case "harm":
			news = append(news, fmt.Sprintf("! %s answers about harm of %s, to be addressed: w writes the note", t.Case, dayAndMonth(*t.Due, "2 Jan")))
		case "risk":
			news = append(news, fmt.Sprintf("! %s: risk was present in %s, and its note is not written", t.Case, t.ID))
		}
	}
	return news
}

// missingNews are the sessions that no note was written of.
func missingNews(list []notes.Todo) []string {
	var missing []string
	for _, t := range list {
		if t.Kind == "session" {
			missing = append(missing, string(t.Case)+" "+momentOf(t.At))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	line := count(len(missing), "session") + " without a note   "
	return []string{line + strings.Join(missing[:min(3, len(missing))], " · ")}
}
