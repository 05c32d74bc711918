package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// OwnFacts are the facts of a document's kind. In JSON an object, a list as an
// array; this is also how they are signed.
type OwnFacts []Own

// MarshalJSON keeps the canonical order.
func (f OwnFacts) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, o := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		var value any = o.Values
		if !o.List {
			value = strings.Join(o.Values, "")
		}
		for j, part := range []any{o.Key, value} {
			if j > 0 {
				b.WriteByte(':')
			}
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	return []byte("{" + b.String() + "}"), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (f *OwnFacts) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("facts that are no object")
	}
	*f = nil
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		o := Own{Key: key.(string), List: bytes.HasPrefix(value, []byte("["))}
		if o.List {
			err = json.Unmarshal(value, &o.Values)
		} else {
			o.Values = []string{""}
			err = json.Unmarshal(value, &o.Values[0])
		}
		if err != nil {
			return err
		}
		*f = append(*f, o)
	}
	return nil
}

// String is their JSON, "" for none.
func (f OwnFacts) String() string {
	if len(f) == 0 {
		return ""
	}
	text, err := f.MarshalJSON()
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(text)
}

// Aliases are the @tokens in them, parted by spaces.
func (f OwnFacts) Aliases() string {
	var tokens []string
	for _, o := range f {
		for _, v := range o.Values {
			if strings.HasPrefix(v, "@") {
				tokens = append(tokens, v)
			}
		}
	}
	return strings.Join(tokens, " ")
}

// In says a fact in a language, for a reader: "Channel: e-mail". What has no
// words stands as it is.
func (o Own) In(language string) string {
	values := make([]string, len(o.Values))
	for i, v := range o.Values {
		values[i] = wordsFor(language, v)
		if o.Key == "none_reported" || o.Key == "not_asked" {
			if at := (Format{Sections: intakeSections()}).position(v); at >= 0 {
				values[i] = intakeSections()[at].In(language)
			}
		}
	}
	return wordsFor(language, o.Key) + ": " + strings.Join(values, ", ")
}

func wordsFor(language, word string) string {
	w, ok := ownWords[word]
	switch {
	case !ok:
		return word
	case language == "da":
		return w[1]
	}
	return w[0]
}

// ownWords are the keys and choices in English and Danish, as documents print
// them.
var ownWords = map[string][2]string{
	"none_reported": {"Asked, nothing to report", "Spurgt, intet at bemærke"}, "not_asked": {"Not asked about", "Ikke spurgt om"},
	"channel": {"Channel", "Kanal"}, "phone": {"telephone", "telefon"}, "sms": {"text message", "sms"}, "mail": {"e-mail", "e-mail"},
	"letter": {"letter", "brev"}, "in-person": {"in person", "personligt"},
	"direction": {"Direction", "Retning"}, "in": {"received", "modtaget"}, "out": {"sent", "sendt"},
	"with": {"With", "Med"}, "copied": {"Copy to", "Kopi til"}, "category": {"About", "Om"},
	"admin": {"practical matters", "praktiske forhold"}, "clinical": {"the work", "arbejdet"}, "crisis": {"a crisis", "en krise"},
	"records-request": {"the record", "journalen"}, "third-party": {"from somebody else", "fra en anden"},
	"agreed": {"agreed", "aftalt"}, "review": {"To be reviewed", "Gennemgås"}, "follow_up": {"To be followed up", "Følges op"},
	"first": {"First session", "Første samtale"}, "last": {"Last session", "Sidste samtale"}, "held": {"Sessions held", "Afholdte samtaler"},
	"cancelled": {"Cancelled", "Afbud"}, "no_shows": {"No-shows", "Udeblivelser"}, "ending": {"Ending", "Afslutning"},
	"client": {"the client ended it", "klienten afsluttede"}, "therapist": {"the therapist ended it", "terapeuten afsluttede"},
	"moved": {"moved away", "flyttede"}, "referred": {"referred", "henvist"}, "no-contact": {"no more contact", "ingen kontakt mere"},
	"asked_by": {"Asked by", "Spurgt af"}, "medium": {"Medium", "Medie"}, "audio": {"sound", "lyd"}, "video": {"video", "video"}, "both": {"sound and video", "lyd og video"},
	"reasons": {"Reasons", "Grunde"}, "remember": {"to remember", "at huske"}, "reflect": {"to reflect", "at tænke efter"}, "share": {"to share", "at dele"},
	"absent-partner": {"for a partner who was not there", "til en partner, der ikke var der"}, "proof": {"as proof", "som bevis"},
	"control": {"for control", "for kontrol"}, "discovered": {"a recording was found", "en optagelse blev opdaget"}, "other": {"other", "andet"},
	"answer": {"Answer", "Svar"}, "declined": {"declined", "afslået"}, "allowed": {"allowed", "tilladt"}, "open": {"open", "åbent"},
	"offered": {"Offered instead", "Tilbudt i stedet"}, "time": {"time between sessions", "tid mellem samtalerne"}, "notes": {"notes of one's own", "egne notater"},
	"reflection-sheet": {"a reflection sheet", "et refleksionsark"}, "summary": {"a summary", "et resumé"},
	"recording-policy": {"the recording policy", "optagepolitikken"}, "nothing": {"nothing", "intet"},
	"basis": {"Ground", "Grundlag"}, "consent": {"consent", "samtykke"}, "duty": {"a duty to report", "underretningspligt"},
	"necessity": {"necessity", "nødret"}, "order": {"an order", "et pålæg"},
}
