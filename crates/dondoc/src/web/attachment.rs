//! Stored files, to be saved and never to be run: whatever a browser would make of them, it does so outside of this site.

use std::fmt::Write;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::File;

/// A stored file as an answer that a browser saves.
pub(crate) fn attachment(file: &File, bytes: Vec<u8>) -> Response {
    saved_as(&file.name, &file.media_type, bytes)
}

/// Bytes as an answer that a browser saves under a name.
pub(crate) fn saved_as(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_str(media_type);
    headers.insert(
        header::CONTENT_TYPE,
        media_type.unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    let disposition = HeaderValue::from_str(&disposition(name));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    response
}

/// The name twice: in plain letters for old programs, and as it is (RFC 6266).
fn disposition(name: &str) -> String {
    let plain: String = text::fold(name)
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._- ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut written = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            written.push(char::from(byte));
        } else {
            // Writing into a string does not fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_header() {
        assert_eq!(
            disposition("Báo cáo \"1\".docx"),
            "attachment; filename=\"bao cao _1_.docx\"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%221%22.docx"
        );
        assert!(HeaderValue::from_str(&disposition("a\r\nSet-Cookie: x")).is_ok());
    }
}
