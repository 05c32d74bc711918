package vault

import "fmt"

// recall reads what this machine remembers of the vault.
func (v *Vault) recall() (seen, bool, error) {
	if v.memory == nil {
		return seen{}, false, nil
	}
	s, known, err := v.memory.read()
	v.recalled = s
	return s, known, err
}

// remember moves the memory forwards to the present root.
func (v *Vault) remember(force bool) error {
	if v.memory == nil || v.recalled == v.last || v.forgiven != (seen{}) {
		return nil
	}
	return v.memory.write(v.last, force)
}

// compare holds the present root against what is remembered. The same root,
// or one that has the remembered one in its history, is well.
func (v *Vault) compare(m seen) error {
	now := v.last
	if now == m || m == v.forgiven {
		return nil
	}
	err := v.judge(m)
	if err == nil || !v.o.AcceptOlder {
		return err
	}
	v.overruled = m.generation
	v.o.AcceptOlder = false // once: from now on this copy is the one remembered
	return v.remember(true)
}

func (v *Vault) judge(m seen) error {
	switch now := v.last; {
	case now.generation < m.generation:
		return fmt.Errorf("%w: generation %d, not %d", ErrOlder, now.generation, m.generation)
	case now.generation == m.generation:
		return fmt.Errorf("%w: at generation %d", ErrDiverged, now.generation)
	}
	ok, err := v.inner.descends(m.generation, m.root)
	if err != nil {
		return innerError(v.store.cause, err)
	}
	if !ok {
		return fmt.Errorf("%w: after generation %d", ErrDiverged, m.generation-1)
	}
	return nil
}
