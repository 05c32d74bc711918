package notes

import "strings"

// commonWords are names that are also words of English or Danish, folded: they
// are taken for names only with a capital letter inside a sentence.
var commonWords = wordSet(`
	able abby amber angel april art august autumn barber baker bank bell berry bill bishop black blue bond bright
	brook brooks brown bush butler carpenter chance chase church clay cliff cook cooper cross daisy dale dawn day dean
	drew duke earl east eve faith fish fisher flower ford forest fox frank friend frost gene glass gold good
	grace grant gray green grey guy hall hand harmony hart hazel heath heather hill holly hope house hunt hunter iris
	ivy jack jade jasmine jay jewel joy june justice king knight lake lamb lance law lee lily little long love mark
	marsh mason max may mercy miles mill miller moon moor nick noble norm north olive page park parker pat pearl penny
	pepper piper pope porter potter price prince ray reed rice rich ring rivers rob robin rock rose ruby rush sage
	sandy shore short singer skip sky smith snow south spring star stone storm strong sue summer sunny swan taylor
	temple terry tucker turner victor violet wade walker wall ward waters weaver webb wells west white will wise
	wolf wood woods worth young
	alf bak bang berg bjerg bo bonde brand bro bror bruun buch dag dal dam dan due eg elg fin finn fisker
	fred frost gade glad god gran gren have havn hede holm holt hoj jager jul kaer klit klog knap kok
	kold krag krog kruse lang lind liv loft lund lykke lyng maj mark may mor munk mus nord per post riis
	ris rosa rose sand skov skytte sol sommer sten stille storm strand svane ung vang ven vest vig vind vinter viol
`)

// particles are parts of names that never stand for one, and titles.
var particles = wordSet(`
	af al bin da de del den der di dos dr du el fru hr ibn jr la le mr mrs ms og of prof san sr st the to und van von
	y zu
`)

// wordSet reads words apart by space.
func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[fold(word)] = true
	}
	return set
}
