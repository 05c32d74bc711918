package notes

// takeMeasures takes her instruments, the questionnaires, and that some are void.
func (j *joining) takeMeasures() error {
	if err := j.takeInstruments(); err != nil {
		return err
	}
	known, err := j.idsByUID("measure")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "measure", "ORDER BY id")
	if err != nil {
		return err
	}
	measures := map[int64]int64{}
	for _, r := range theirs {
		there := r.int("id")
		id, here := known[r.uid()]
		switch {
		case here:
			j.same(string(measureCode(there)), string(measureCode(id)))
		case j.gone[r.int("casefile")]:
			continue
		default:
			if id, err = j.takeMeasure(r); err != nil {
				return err
			}
		}
		measures[there] = id
	}
	voids, err := j.rows(j.there, "measure_void", "ORDER BY measure")
	for _, r := range voids {
		id, taken := measures[r.int("measure")]
		if err != nil || !taken {
			continue
		}
		_, err = j.here.Exec("INSERT INTO measure_void (measure, at, reason) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM measure_void WHERE measure = ?1)",
			id, r["at"], r["reason"])
	}
	return err
}

func (j *joining) takeMeasure(r row) (int64, error) {
	there := r.int("id")
	id, err := j.nextRow("measure")
	if err != nil {
		return 0, err
	}
	r["id"], r["casefile"] = id, j.cases[r.int("casefile")]
	if err := j.insert("measure", r); err != nil {
		return 0, err
	}
	j.took("measure", string(measureCode(id)))
	j.renumber(string(measureCode(there)), string(measureCode(id)))
	return id, nil
}

// takeInstruments takes those that are not here. Of two that share an id, the one
// that is here stays.
func (j *joining) takeInstruments() error {
	theirs, err := j.rows(j.there, "instrument", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		ours, err := j.rows(j.here, "instrument", "WHERE id = ?", r["id"])
		switch {
		case err != nil:
			return err
		case len(ours) == 0:
			if err := j.insert("instrument", r); err != nil {
				return err
			}
			j.took("instrument", r.text("id"))
		case ours[0].text("body") != r.text("body"):
			j.differs(r.text("id"), "the instrument is another one in the other copy")
		}
	}
	return nil
}

// takeTemplates takes her note formats, and that some are not offered any more.
func (j *joining) takeTemplates() error {
	theirs, err := j.rows(j.there, "template", "ORDER BY name")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		ours, err := j.rows(j.here, "template", "WHERE name = ?", r["name"])
		switch {
		case err != nil:
			return err
		case len(ours) == 0:
			if err := j.insert("template", r); err != nil {
				return err
			}
			j.took("template", r.text("name"))
		case ours[0].text("headings") != r.text("headings"):
			j.differs(r.text("name"), "the template has other headings in the other copy")
		}
	}
	removed, err := j.rows(j.there, "template_removed", "WHERE name IN (SELECT name FROM template)")
	for _, r := range removed {
		if err == nil {
			_, err = j.here.Exec("INSERT INTO template_removed (name, at) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM template_removed WHERE name = ?1)", r["name"], r["at"])
		}
	}
	return err
}
