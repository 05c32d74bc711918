package pdf

// isStandard says whether a name or word is of PDF's own vocabulary. Some of it
// are names of people as well, Lang, Page, Art: where the format uses them they
// tell nothing.
func isStandard(n string) bool {
	switch n {
	case "A", "AA", "AC", "AF", "AN", "AP", "AS", "Abs", "AcroForm", "Action", "ActualText", "Adobe", "After", "Alt", "Alternate",
		"AlternateImages", "Alternates", "Annot", "Annots", "AntiAlias", "Any", "Array", "Art", "ArtBox", "Ascent", "Author", "AvgWidth", "B",
		"B*", "BBox", "BC", "BDC", "BE", "BG", "BG2", "BI", "BM", "BMC", "BS", "BT", "BX", "Background", "Base", "BaseEncoding", "BaseFont",
		"BaseState", "BaseVersion", "Before", "BitsPerComponent", "BitsPerCoordinate", "BitsPerFlag", "BitsPerSample", "BlackIs1", "BlackPoint",
		"BleedBox", "Block", "BlockQuote", "Border", "Bounds", "Btn", "ByteRange", "C", "C0", "C1", "CA", "CF", "CFM", "CI", "CIDFontType0",
		"CIDFontType0C", "CIDFontType2", "CIDInit", "CIDSet", "CIDSystemInfo", "CIDToGIDMap", "CL", "CMapName", "CMapType", "CO", "CP", "CS",
		"CT", "Cap", "CapHeight", "Caption", "Catalog", "Ch", "CharProcs", "CharSet", "Circle", "Code", "Collection", "ColorSpace",
		"ColorTransform", "Colorants", "Colors", "Columns", "Content", "Contents", "Coords", "Count", "Courier", "CreationDate", "Creator",
		"CropBox", "Crypt", "D", "DA", "DCTDecode", "DP", "DR", "DS", "DV", "DW", "DW2", "Decode", "DecodeParms", "DefaultCMYK", "DefaultGray",
		"DefaultRGB", "Desc", "DescendantFonts", "Descent", "Dest", "DestOutputProfile", "Dests", "Device", "DeviceCMYK", "DeviceGray",
		"DeviceN", "DeviceRGB", "Di", "Differences", "Direction", "DisplayDocTitle", "Div", "Do", "Doc", "DocMDP", "DocTimeStamp", "Document",
		"Domain", "Dur", "E", "EF", "EI", "EMC", "EOD", "EOF", "ET", "EX", "EarlyChange", "EmbeddedFile", "EmbeddedFiles", "Encode", "Encoding",
		"Encrypt", "EncryptMetadata", "EndOfBlock", "EndOfLine", "Event", "ExtGState", "Extend", "Extends", "Extensions", "F", "FD",
		"FDecodeParms", "FFilter", "FL", "FS", "FT", "Ff", "Fields", "Figure", "FileAttachment", "Filespec", "Filter", "First", "FirstChar",
		"FirstPage", "Fit", "FitB", "FitBH", "FitBV", "FitH", "FitR", "FitV", "FitWindow", "FixedPrint", "Flags", "FlateDecode", "Font",
		"FontBBox", "FontDescriptor", "FontFamily", "FontFile", "FontFile2", "FontFile3", "FontMatrix", "FontName", "FontStretch", "FontWeight",
		"Form", "FormType", "FreeText", "Function", "FunctionType", "Functions", "G", "GTS_PDFA1", "Gamma", "GoTo", "GoToE", "GoToR", "Group",
		"H", "H1", "H2", "H3", "H4", "H5", "H6", "HT", "Height", "Helvetica", "Hide", "HideMenubar", "HideToolbar", "HideWindowUI", "Highlight",
		"I", "IC", "ICCBased", "ID", "IDTree", "IF", "IM", "IRT", "IT", "Identity", "Image", "ImageB", "ImageC", "ImageI", "ImageMask", "Index",
		"Indexed", "Info", "Ink", "InkList", "Intent", "Interpolate", "IsMap", "Issuer", "ItalicAngle", "J", "JBIG2Decode", "JPXDecode", "JS",
		"JavaScript", "K", "Kids", "L", "L2R", "LBody", "LC", "LE", "LI", "LJ", "LL", "LLE", "LW", "LZWDecode", "Lab", "Lang", "LastChar",
		"LastModified", "LastPage", "Launch", "Layout", "Lbl", "Leading", "Length", "Length1", "Length2", "Length3", "Limits", "Line",
		"Linearized", "Link", "List", "ListMode", "Lock", "M", "MCID", "MCR", "MH", "MK", "ML", "MN", "MP", "MacExpertEncoding",
		"MacRomanEncoding", "MarkInfo", "Marked", "Mask", "Matrix", "Matte", "MaxLen", "MaxWidth", "MediaBox", "Metadata", "MissingWidth",
		"ModDate", "Movie", "N", "NChannel", "NM", "Name", "Named", "Names", "NeedAppearances", "NewWindow", "Next", "NextPage",
		"NonFullScreenPageMode", "NonStruct", "None", "Normal", "Note", "Nums", "O", "OBJR", "OC", "OCG", "OCGs", "OCMD", "OCProperties", "OFF",
		"ON", "OP", "OPM", "Obj", "ObjStm", "Off", "On", "OneColumn", "Open", "OpenAction", "OpenType", "Opt", "Order", "Ordering", "Outline",
		"Outlines", "OutputCondition", "OutputConditionIdentifier", "OutputIntent", "OutputIntents", "P", "PCM", "PDF", "PDFDocEncoding", "PS",
		"PZ", "Page", "PageLabels", "PageLayout", "PageMode", "Pages", "PaintType", "Panose", "Paragraph", "Params", "Parent", "ParentTree",
		"ParentTreeNextKey", "Part", "Pattern", "PatternType", "Perms", "Pg", "PieceInfo", "PolyLine", "Polygon", "Popup", "PreRelease",
		"Predictor", "PresSteps", "Prev", "PrevPage", "PrintScaling", "Private", "ProcSet", "Producer", "Prop", "Properties", "Q", "QuadPoints",
		"Quote", "R", "R2L", "RB", "RBGroups", "RC", "RD", "RG", "RI", "RL", "RT", "RV", "Range", "ReadOnly", "Rect", "Ref", "Reference",
		"Registry", "Rename", "Resources", "RoleMap", "Root", "Rotate", "Rows", "RunLengthDecode", "S", "SC", "SCN", "SM", "SMask",
		"SMaskInData", "SS", "SV", "Screen", "Sect", "Separation", "SetOCGState", "Shading", "ShadingType", "Sig", "SigFlags", "SinglePage",
		"Size", "Span", "Square", "Squiggly", "Stamp", "StandardEncoding", "State", "StemH", "StemV", "Stm", "StmF", "StrF", "StrikeOut",
		"StructElem", "StructParent", "StructParents", "StructTreeRoot", "Style", "SubType", "Subject", "Subtype", "Suspects", "Symbol", "T",
		"T*", "TBody", "TD", "TFoot", "TH", "THead", "TI", "TJ", "TK", "TL", "TM", "TOC", "TOCI", "TP", "TPL", "TR", "TR2", "TU", "Table",
		"Tabs", "Tc", "Td", "Text", "Tf", "Thread", "Threads", "Thumb", "TilingType", "Times", "Title", "Tj", "Tm", "ToUnicode", "Tr", "Trans",
		"Transparency", "TrapNet", "Trapped", "TrimBox", "TrueType", "Ts", "Tw", "Tx", "Type", "Type0", "Type1", "Type1C", "Type3", "Tz", "U",
		"UCS", "UF", "UR3", "URI", "Underline", "UniqueName", "Unknown", "UseAttachments", "UseCMap", "UseNone", "UseOC", "UseOutlines",
		"UseThumbs", "UserUnit", "V", "VE", "Version", "Vertices", "View", "ViewerPreferences", "W", "W*", "W2", "WMode", "WP", "Watermark",
		"WhitePoint", "Widget", "Width", "Widths", "WinAnsiEncoding", "X", "XFA", "XHeight", "XML", "XObject", "XRef", "XRefStm", "XStep", "XYZ",
		"Y", "YStep", "ZapfDingbats", "Zoom", "b", "b*", "begin", "begincmap", "c", "ca", "cm", "cs", "currentdict", "d", "d0", "d1", "def",
		"defineresource", "dict", "dup", "end", "endcmap", "endobj", "endstream", "f", "f*", "false", "findresource", "g", "gs", "h", "i", "j",
		"k", "l", "m", "n", "null", "obj", "op", "pop", "q", "re", "rg", "ri", "s", "sc", "scn", "sh", "startxref", "stream", "trailer", "true",
		"usecmap", "v", "w", "xref", "y":
		return true
	}
	return false
}
