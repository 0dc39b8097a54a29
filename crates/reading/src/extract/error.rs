//! Why a file could not be read, and how much of one is read at most.

/// Bounds on what one file may cost; the caller's process has 512 MiB and 10 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: usize,
    /// Bytes of one unpacked part of a packed file.
    pub part_bytes: usize,
    /// Number of parts of a packed file.
    pub parts: usize,
    /// Bytes of text taken from it.
    pub text_bytes: usize,
    /// Levels of elements within elements.
    pub depth: usize,
    /// Cells of all tables together.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            part_bytes: 48 << 20,
            parts: 4_096,
            text_bytes: 8 << 20,
            depth: 256,
            cells: 200_000,
        }
    }
}

/// Why no text was taken from a file. Each message is one line and ends with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The file has no bytes, or only white space.
    #[error("the file is empty: choose another file")]
    Empty,
    /// A format that holds no directive, or one that is not read; names it.
    #[error("{0} cannot be read as a document: save it as .docx or .pdf and try again")]
    Unsupported(&'static str),
    /// Protected by a password or by rights management.
    #[error("the file is protected: open it in its own program, remove the password, save it and try again")]
    Encrypted,
    /// Not what it claims to be; names the part at fault.
    #[error("the file is damaged ({0}): open it in its own program, save it again and try that copy")]
    Damaged(&'static str),
    /// Beyond [`Limits`]; names which.
    #[error("the file is too large to be read safely ({0}): split it, or save only its text, and try again")]
    TooLarge(&'static str),
    /// Well-formed, but without any text.
    #[error("the file holds no text: if it is a scan, convert it with text recognition and try again")]
    NoText,
    /// Pages that are pictures of text: [`super::scan::extract`] may read them with a budget of its own.
    #[error("the pages are pictures of text: have them read by machine, or choose a file with text")]
    NeedsRecognition,
    /// The programs that read pictures of text are not installed.
    #[error("reading scans needs the Debian packages poppler-utils, tesseract-ocr and tesseract-ocr-vie: install them")]
    NoRecogniser,
}

impl From<super::doc::Refusal> for ExtractError {
    fn from(refusal: super::doc::Refusal) -> Self {
        match refusal {
            super::doc::Refusal::Damaged => Self::Damaged("Word 97 tables"),
            super::doc::Refusal::Encrypted => Self::Encrypted,
            super::doc::Refusal::TooOld => Self::Unsupported("a document of Word 95 or older"),
        }
    }
}
