package packet

// File is one file of a packet.
type File struct {
	Name string
	Data []byte
}
