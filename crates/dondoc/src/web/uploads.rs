//! Files that people hand in, looked at before anything is kept: what they are is told from their bytes, and a document
//! goes through the reader process, which refuses it when it bears a secrecy mark.

use std::sync::Arc;

use axum::body::Bytes;
use office::files::{Checked, LARGEST};
use office::imports::ReadDocument;
use office::trackers::ReadTable;
use reading::extract::format::{Format, sniff};

use super::app::App;
use super::form::{FieldError, Upload};
use super::problem::Problem;
use crate::reader_process::{self, Refused, Taken};

/// A file looked at, or what is wrong with its field.
type Looked<T> = Result<Result<T, FieldError>, Problem>;

/// Files of a report.
///
/// # Errors
/// When one of them bears a secrecy mark: then none is kept.
pub(crate) async fn evidence(app: &App, field: &str, uploads: Vec<Upload>) -> Looked<Vec<Checked>> {
    let mut files = Vec::with_capacity(uploads.len());
    for upload in uploads {
        match evidence_file(app, field, upload).await? {
            Ok(file) => files.push(file),
            Err(fault) => return Ok(Err(fault)),
        }
    }
    Ok(Ok(files))
}

async fn evidence_file(app: &App, field: &str, upload: Upload) -> Looked<Checked> {
    let kind = match kind(field, &upload) {
        Ok(kind) => kind,
        Err(fault) => return Ok(Err(fault)),
    };
    if kind.is_document || kind.is_table {
        let checked = in_reader(app, upload.bytes.clone(), reader_process::check).await?;
        if let Err(refused) = checked {
            return told(field, &upload.name, refused);
        }
    }
    Ok(Ok(Checked {
        name: upload.name,
        media_type: kind.media_type.to_owned(),
        bytes: upload.bytes.to_vec(),
    }))
}

/// A file to take in, read.
#[derive(Debug)]
pub(crate) enum ToTakeIn {
    /// A document.
    Document(Box<ReadDocument>),
    /// A tracker.
    Tracker(ReadTable),
}

/// A document or a tracker to take in: which of them it is, its bytes tell.
///
/// # Errors
/// When it bears a secrecy mark: nothing of it is kept.
pub(crate) async fn to_take_in(app: &App, field: &str, upload: Upload) -> Looked<ToTakeIn> {
    let kind = match kind(field, &upload) {
        Ok(kind) if kind.is_document || kind.is_table => kind,
        Ok(_) => {
            return Ok(Err(
                FieldError::new(field, "upload-no-document").with("name", upload.name)
            ));
        }
        Err(fault) => return Ok(Err(fault)),
    };
    let taken = match in_reader(app, upload.bytes.clone(), reader_process::intake).await? {
        Ok(taken) => taken,
        Err(refused) => return told(field, &upload.name, refused),
    };
    let original = Checked {
        name: upload.name,
        media_type: kind.media_type.to_owned(),
        bytes: upload.bytes.to_vec(),
    };
    Ok(Ok(match taken {
        Taken::Document(read) => ToTakeIn::Document(Box::new(ReadDocument {
            original,
            text: read.text,
            reading: read.reading,
        })),
        Taken::Table(table) => ToTakeIn::Tracker(ReadTable {
            original,
            cells: table.rows,
            other_sheets: table.other_sheets,
            is_cut: table.is_cut,
        }),
    }))
}

/// Runs a reader process without holding up anybody else, as many at once as the program allows.
async fn in_reader<T: Send + 'static>(
    app: &App,
    bytes: Bytes,
    read: fn(&[u8]) -> Result<T, Refused>,
) -> Result<Result<T, Refused>, Problem> {
    let permit = Arc::clone(&app.readers)
        .acquire_owned()
        .await
        .map_err(Problem::internal)?;
    // The permit goes along: whoever no longer waits for the answer does not make room for another child before this one
    // has ended.
    let reading = tokio::task::spawn_blocking(move || {
        let read = read(&bytes);
        drop(permit);
        read
    });
    reading.await.map_err(Problem::internal)
}

fn told<T>(field: &str, name: &str, refused: Refused) -> Looked<T> {
    match refused {
        Refused::Secret => {
            // Not a word of what it was.
            tracing::info!("refused");
            Err(office::Error::Secret.into())
        }
        why => Ok(Err(FieldError::new(field, "upload-unreadable")
            .with("name", name)
            .with("reason", why.to_string())
            .with("english", why.english()))),
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileKind {
    media_type: &'static str,
    /// Whether the reader can look into it.
    is_document: bool,
    /// Whether it may hold a tracker.
    is_table: bool,
}

/// What a file is, told from its bytes; the kinds that are not taken are those that could do harm where they are opened.
fn kind(field: &str, upload: &Upload) -> Result<FileKind, FieldError> {
    if upload.bytes.len() > LARGEST {
        return Err(FieldError::new(field, "upload-too-large")
            .with("name", upload.name.as_str())
            .with("limit", LARGEST >> 20));
    }
    let document = |media_type| FileKind {
        media_type,
        is_document: true,
        is_table: false,
    };
    let other = |media_type| FileKind {
        media_type,
        is_document: false,
        is_table: media_type.contains("excel") || media_type.contains("sheet"),
    };
    Ok(match sniff(&upload.bytes) {
        Format::Docx => document("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        Format::Doc => document("application/msword"),
        Format::Pdf => document("application/pdf"),
        Format::Html => document("text/html; charset=utf-8"),
        Format::Markdown | Format::Text => document("text/plain; charset=utf-8"),
        Format::Rtf => other("application/rtf"),
        Format::Empty => return Err(FieldError::new(field, "upload-empty").with("name", upload.name.as_str())),
        Format::Encrypted => {
            return Err(FieldError::new(field, "upload-protected").with("name", upload.name.as_str()));
        }
        Format::Unsupported(what) => match foreign(what, &upload.bytes) {
            Some(media_type) => other(media_type),
            None => return Err(FieldError::new(field, "upload-not-taken").with("name", upload.name.as_str())),
        },
    })
}

/// What is taken as evidence beside documents; of these, tables alone are looked into.
fn foreign(what: &str, bytes: &[u8]) -> Option<&'static str> {
    let picture = [
        (&b"\x89PNG"[..], "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
    ];
    match what {
        "an image" => picture
            .iter()
            .find(|(start, _)| bytes.starts_with(start))
            .map(|(_, media_type)| *media_type),
        "a spreadsheet (.xlsx)" => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "a spreadsheet (.xls)" => Some("application/vnd.ms-excel"),
        "a presentation (.pptx)" => Some("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        "a presentation (.ppt)" => Some("application/vnd.ms-powerpoint"),
        "an OpenDocument file" if holds(bytes, b"opendocument.spreadsheet") => {
            Some("application/vnd.oasis.opendocument.spreadsheet")
        }
        "an OpenDocument file" => Some("application/vnd.oasis.opendocument.text"),
        _ => None,
    }
}

/// Whether a name stands at the beginning of a packed file, where OpenDocument says what it is.
fn holds(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len()).take(200).any(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::testing::TestApp;

    fn upload(name: &str, bytes: impl Into<Vec<u8>>) -> Upload {
        Upload {
            name: name.to_owned(),
            bytes: Bytes::from(bytes.into()),
        }
    }

    fn key(field: Result<FileKind, FieldError>) -> String {
        field
            .err()
            .map(|fault| fault.message.key.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn what_a_file_is_is_told_from_its_bytes() {
        let media_type = |bytes: &[u8]| kind("files", &upload("x.exe", bytes)).map(|kind| kind.media_type).ok();
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(media_type(b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(
            media_type("Báo cáo kết quả".as_bytes()),
            Some("text/plain; charset=utf-8")
        );
        assert_eq!(
            key(kind("files", &upload("anh.png", *b"MZ\x90\0\x03\0\0\0"))),
            "upload-not-taken"
        );
        assert_eq!(key(kind("files", &upload("a.pdf", *b" \n "))), "upload-empty");
        assert_eq!(
            key(kind("files", &upload("a.txt", vec![b'a'; LARGEST + 1]))),
            "upload-too-large"
        );
    }

    const SECRET: &str =
        "ỦY BAN NHÂN DÂN TỈNH X\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nMẬT\n\nSố: 12/BC-UBND\n\nBÁO CÁO\nNội dung.\n";

    /// A workbook with a row for each line.
    fn workbook(text: &str) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, line) in (0..).zip(text.lines()) {
            sheet.write_string(row, 0, line).unwrap();
        }
        workbook.save_to_buffer().unwrap()
    }

    #[tokio::test]
    async fn a_document_with_a_secrecy_mark_is_refused_with_all_others() {
        let app = TestApp::set_up().await;
        let files = vec![upload("ban-do.txt", "Bản đồ"), upload("mat.txt", SECRET)];
        let refused = evidence(&app.app, "files", files).await.err().unwrap();
        assert_eq!(refused.code(), "secret");
        let table = upload("mat.xlsx", workbook(SECRET));
        let refused = evidence(&app.app, "files", vec![table]).await.err().unwrap();
        assert_eq!(refused.code(), "secret");
        let table = upload("so-lieu.xlsx", workbook("Báo cáo số liệu"));
        assert_eq!(
            evidence(&app.app, "files", vec![table]).await.unwrap().unwrap().len(),
            1
        );
        let refused = to_take_in(&app.app, "file", upload("mat.txt", SECRET))
            .await
            .err()
            .unwrap();
        assert_eq!(refused.code(), "secret");
    }

    #[tokio::test]
    async fn a_document_is_read() {
        let app = TestApp::set_up().await;
        let text = "Giao Công an tỉnh chủ trì rà soát các tụ điểm, báo cáo trước ngày 15/12/2026.";
        let read = match to_take_in(&app.app, "file", upload("a.txt", text))
            .await
            .unwrap()
            .unwrap()
        {
            ToTakeIn::Document(read) => read,
            ToTakeIn::Tracker(table) => panic!("{table:?}"),
        };
        assert!(read.text.contains("Công an tỉnh"));
        assert_eq!(read.original.media_type, "text/plain; charset=utf-8");
        let fault = to_take_in(&app.app, "file", upload("a.png", *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"))
            .await
            .unwrap();
        assert_eq!(
            fault.err().map(|fault| fault.message.key.to_string()).unwrap(),
            "upload-no-document"
        );
    }
}
