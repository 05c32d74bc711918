package notes

// takeConsents takes the consents, and that they were taken back or entered in
// error there.
func (j *joining) takeConsents() error {
	known, err := j.idsByUID("consent")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "consent", "ORDER BY id")
	if err != nil {
		return err
	}
	consents := map[int64]int64{}
	for _, r := range theirs {
		there := r.int("id")
		id, here := known[r.uid()]
		switch {
		case here:
			j.same(string(consentCode(there)), string(consentCode(id)))
		case j.gone[r.int("casefile")]:
			continue
		default:
			if id, err = j.takeConsent(r); err != nil {
				return err
			}
		}
		consents[there] = id
	}
	return j.takeConsentEnds(consents)
}

func (j *joining) takeConsent(r row) (int64, error) {
	there := r.int("id")
	id, err := j.nextRow("consent")
	if err != nil {
		return 0, err
	}
	r["id"], r["casefile"] = id, j.cases[r.int("casefile")]
	if err := j.insert("consent", r); err != nil {
		return 0, err
	}
	j.took("consent", string(consentCode(id)))
	j.renumber(string(consentCode(there)), string(consentCode(id)))
	return id, nil
}

func (j *joining) takeConsentEnds(consents map[int64]int64) error {
	known, err := j.idsByUID("consent_end")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "consent_end", "ORDER BY id")
	for _, r := range theirs {
		consent, taken := consents[r.int("consent")]
		if _, here := known[r.uid()]; here || !taken || err != nil {
			continue
		}
		if r["id"], err = j.nextRow("consent_end"); err == nil {
			r["consent"] = consent
			err = j.insert("consent_end", r)
		}
	}
	return err
}
