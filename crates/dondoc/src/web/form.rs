//! Forms: what was sent is read into a type, and when it cannot be, the page comes back with what was typed and a
//! message at each field.
//!
//! ```ignore
//! struct Report { done: String, completed_on: Option<Date>, request: Uuid, version: i64 }
//!
//! impl FromForm for Report {
//!     const LABELS: Labels = &[("done", "report-done"), ("completed_on", "report-completed-on")];
//!
//!     fn read(form: &mut FormState) -> Option<Self> {
//!         let done = form.words("done", 4000);
//!         let completed_on = form.optional_day("completed_on");
//!         Some(Self { done: done?, completed_on: completed_on?, request: form.request()?, version: form.version()? })
//!     }
//! }
//! ```
//!
//! Ask for every field before the first `?`, so that all errors are told at once.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use axum::http::request::Parts;
use jiff::civil::Date;
use uuid::Uuid;

use super::language::{IntoArgument, Message};
use super::limits;
use super::problem::Problem;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldError {
    /// Name of the field.
    pub field: String,
    /// What is wrong.
    pub message: Message,
}

impl FieldError {
    /// An error at a field; the key is that of a string.
    pub(crate) fn new(field: impl Into<String>, key: &'static str) -> Self {
        Self {
            field: field.into(),
            message: Message::new(key),
        }
    }

    /// The same with one more argument of its string.
    pub(crate) fn with(mut self, name: &'static str, value: impl IntoArgument) -> Self {
        self.message = self.message.with(name, value);
        self
    }
}

/// A fault that the office found: its code is the key of the string `fault-<code>`.
impl From<office::FieldError> for FieldError {
    fn from(fault: office::FieldError) -> Self {
        let mut message = Message::new(format!("fault-{}", fault.code.replace('_', "-")));
        message.arguments = fault
            .args
            .into_iter()
            .map(|(name, value)| (name.into(), value.into_argument()))
            .collect();
        Self {
            field: fault.field,
            message,
        }
    }
}

/// A file that was sent.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// Its name on the sender's machine, without folders.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
}

/// The state of a form: what stands in its fields and what is wrong with them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormState {
    values: BTreeMap<String, Vec<String>>,
    uploads: BTreeMap<String, Vec<Upload>>,
    errors: Vec<FieldError>,
    request: Option<Uuid>,
    labels: Labels,
}

/// Names of fields and the keys of their labels.
pub(crate) type Labels = &'static [(&'static str, &'static str)];

/// Name of the hidden field that tells one sending from another.
const REQUEST: &str = "request";
/// Name of the hidden field with the version that the editor has seen.
const VERSION: &str = "version";

#[expect(clippy::option_option, reason = "left empty and not to be taken are two things")]
impl FormState {
    /// A form to fill in.
    pub(crate) fn blank() -> Self {
        Self {
            request: Some(Uuid::now_v7()),
            ..Self::default()
        }
    }

    /// The same with something in a field.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "literals and numbers are given as they are"
    )]
    pub(crate) fn with(mut self, field: &str, value: impl ToString) -> Self {
        self.values.entry(field.to_owned()).or_default().push(value.to_string());
        self
    }

    /// The same for a version of something that is edited.
    pub(crate) fn of_version(self, version: i64) -> Self {
        self.with(VERSION, version)
    }

    /// The same with the labels of its fields, for the summary of errors.
    pub(crate) fn labelled(mut self, labels: Labels) -> Self {
        self.labels = labels;
        self
    }

    // ---- for templates

    /// Key of the label of a field.
    pub(crate) fn label(&self, field: &str) -> Option<&'static str> {
        self.labels.iter().find(|(name, _)| *name == field).map(|(_, key)| *key)
    }

    /// What stands in a field.
    pub(crate) fn value(&self, field: &str) -> &str {
        self.values
            .get(field)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// Everything that stands in a field sent several times.
    pub(crate) fn values(&self, field: &str) -> &[String] {
        self.values.get(field).map_or(&[], Vec::as_slice)
    }

    /// Whether a value of a field is chosen.
    pub(crate) fn is_chosen(&self, field: &str, value: impl AsRef<str>) -> bool {
        self.values
            .get(field)
            .is_some_and(|values| values.iter().any(|chosen| chosen == value.as_ref()))
    }

    /// What is wrong with a field.
    pub(crate) fn error(&self, field: &str) -> Option<&Message> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| &error.message)
    }

    /// All errors.
    pub(crate) fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The key of this sending.
    pub(crate) fn request_key(&self) -> String {
        self.request.map(|key| key.to_string()).unwrap_or_default()
    }

    // ---- for handlers

    /// The key of this sending, for the office.
    pub(crate) fn request_id(&self) -> Option<Uuid> {
        self.request
    }

    /// Every field with what was sent in it.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.values
            .iter()
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Notes what is wrong with a field.
    pub(crate) fn refuse(&mut self, error: FieldError) {
        if self.error(&error.field).is_none() {
            self.errors.push(error);
        }
    }

    /// The same, as a step of making the page that comes back.
    pub(crate) fn refused(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        errors.into_iter().for_each(|error| self.refuse(error));
        self
    }

    /// Words that must be there, at most so many characters.
    pub(crate) fn words(&mut self, field: &str, most: usize) -> Option<String> {
        let words = self.optional_words(field, most)?;
        if words.is_none() {
            self.refuse(FieldError::new(field, "form-missing"));
        }
        words
    }

    /// Words that may be absent.
    pub(crate) fn optional_words(&mut self, field: &str, most: usize) -> Option<Option<String>> {
        let words = self.value(field).trim().to_owned();
        let length = words.chars().count();
        if length > most {
            self.refuse(
                FieldError::new(field, "form-too-long")
                    .with("most", most)
                    .with("length", length),
            );
            return None;
        }
        Some((!words.is_empty()).then_some(words))
    }

    /// A secret: taken as typed, and never shown again.
    pub(crate) fn secret(&mut self, field: &str) -> Option<String> {
        let secret = self
            .values
            .remove(field)
            .and_then(|mut values| values.pop())
            .unwrap_or_default();
        if secret.is_empty() {
            self.refuse(FieldError::new(field, "form-missing"));
            return None;
        }
        if secret.len() > 1024 {
            self.refuse(
                FieldError::new(field, "form-too-long")
                    .with("most", 1024)
                    .with("length", secret.len()),
            );
            return None;
        }
        Some(secret)
    }

    /// A day, written dd/mm/yyyy or yyyy-mm-dd, that may be absent.
    pub(crate) fn optional_day(&mut self, field: &str) -> Option<Option<Date>> {
        let written = self.value(field).trim();
        if written.is_empty() {
            return Some(None);
        }
        let day = calendar::typed_date(written);
        if day.is_none() {
            self.refuse(FieldError::new(field, "form-not-a-day"));
        }
        day.map(Some)
    }

    /// One of the values of a type, such as an id or a role, that must be there.
    pub(crate) fn choice<T: FromStr>(&mut self, field: &str) -> Option<T> {
        let choice = self.optional_choice(field)?;
        if choice.is_none() {
            self.refuse(FieldError::new(field, "form-nothing-chosen"));
        }
        choice
    }

    /// One of the values of a type that may be absent.
    pub(crate) fn optional_choice<T: FromStr>(&mut self, field: &str) -> Option<Option<T>> {
        let written = self.value(field).trim();
        if written.is_empty() {
            return Some(None);
        }
        let choice = written.parse().ok();
        if choice.is_none() {
            self.refuse(FieldError::new(field, "form-not-a-choice"));
        }
        choice.map(Some)
    }

    /// Whether a box is ticked.
    pub(crate) fn is_ticked(&self, field: &str) -> bool {
        !self.value(field).is_empty()
    }

    /// Files that may be absent.
    pub(crate) fn uploads(&mut self, field: &str) -> Vec<Upload> {
        self.uploads.remove(field).unwrap_or_default()
    }

    /// The key of this sending. A form without one was not made by this program.
    pub(crate) fn request(&mut self) -> Option<Uuid> {
        if self.request.is_none() {
            self.refuse(FieldError::new(REQUEST, "form-not-ours"));
        }
        self.request
    }

    /// The version that the editor has seen.
    pub(crate) fn version(&mut self) -> Option<i64> {
        let version = self.value(VERSION).parse().ok();
        if version.is_none() {
            self.refuse(FieldError::new(VERSION, "form-not-ours"));
        }
        version
    }

    fn take(&mut self, field: String, value: &str) {
        if field == REQUEST {
            self.request = value.parse().ok();
        } else {
            // Vietnamese keyboards send either normal form.
            let value = text::nfc(value).replace("\r\n", "\n").replace('\0', "");
            self.values.entry(field).or_default().push(value);
        }
    }
}

/// A type that a form is read into.
pub(crate) trait FromForm: Sized {
    /// The labels of the fields, by which the summary of errors calls them.
    const LABELS: Labels = &[];

    /// Reads the fields. Whatever cannot be taken is noted in the form, and then there is nothing.
    fn read(form: &mut FormState) -> Option<Self>;
}

/// A form that was sent: its state, and what it means when every field could be taken.
pub(crate) struct Form<T> {
    /// What was typed, and what is wrong with it.
    pub state: FormState,
    /// What it means.
    pub read: Option<T>,
}

impl<S: Send + Sync, T: FromForm> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let limit = parts
            .extensions
            .get::<limits::Body>()
            .map_or(limits::FORM_BYTES, |limit| limit.0);
        let bytes = limits::read(body, limit).await?;
        let mut state = sent(parts, bytes).await?.labelled(T::LABELS);
        let read = T::read(&mut state);
        // An error noted is an error, even where the reader went on without the field.
        let read = read.filter(|_| state.errors.is_empty());
        Ok(Self { state, read })
    }
}

/// The fields of a body.
async fn sent(parts: Parts, bytes: Bytes) -> Result<FormState, Problem> {
    let media_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|header| header.to_str().ok())
        .unwrap_or_default();
    let media_type = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let mut state = FormState::default();
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => {
            let pairs: Vec<(String, String)> =
                serde_urlencoded::from_bytes(&bytes).map_err(|_| Problem::unreadable())?;
            for (field, value) in pairs {
                state.take(field, &value);
            }
        }
        "multipart/form-data" => {
            // The extensions of the request go along: they say that axum sets no limit of its own.
            let request = Request::from_parts(parts, Body::from(bytes));
            let mut parts = Multipart::from_request(request, &())
                .await
                .map_err(|_| Problem::unreadable())?;
            while let Some(part) = parts.next_field().await.map_err(|_| Problem::unreadable())? {
                let field = part.name().unwrap_or_default().to_owned();
                let file = part.file_name().map(base_name);
                let bytes = part.bytes().await.map_err(|_| Problem::unreadable())?;
                match file {
                    // A file field left empty is sent as a nameless file of no bytes.
                    Some(name) if name.is_empty() && bytes.is_empty() => {}
                    Some(name) => state.uploads.entry(field).or_default().push(Upload { name, bytes }),
                    None => state.take(field, &String::from_utf8_lossy(&bytes)),
                }
            }
        }
        _ => return Err(Problem::wrong_type()),
    }
    Ok(state)
}

fn base_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    text::nfc(name).chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {

    use super::*;

    fn form(pairs: &[(&str, &str)]) -> FormState {
        let mut form = FormState::default();
        for (field, value) in pairs {
            form.take((*field).to_owned(), value);
        }
        form
    }

    #[test]
    fn all_errors_are_told_at_once_and_what_was_typed_stays() {
        let mut form = form(&[("done", "  "), ("day", "31/2/2026"), ("note", "dài quá")]);
        assert_eq!(form.words("done", 10), None);
        assert_eq!(form.optional_day("day"), None);
        assert_eq!(form.words("note", 3), None);
        assert_eq!(form.request(), None);
        let fields: Vec<&str> = form.errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["done", "day", "note", "request"]);
        assert_eq!(form.value("day"), "31/2/2026");
    }

    #[test]
    fn words_are_trimmed_and_in_one_normal_form() {
        let mut form = form(&[("name", " Ha\u{300} Nội \r\n 2 ")]);
        assert_eq!(form.words("name", 20).as_deref(), Some("Hà Nội \n 2"));
    }

    #[test]
    fn a_secret_is_not_shown_again() {
        let mut form = form(&[("password", " mật khẩu ")]);
        assert_eq!(form.secret("password").as_deref(), Some(" mật khẩu "));
        assert_eq!(form.value("password"), "");
    }

    #[tokio::test]
    async fn files_and_fields_of_a_multipart_body() {
        let body = "--X\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\ngửi kèm\r\n--X\r\n\
                    Content-Disposition: form-data; name=\"file\"; filename=\"C:\\\\a\\\\kế hoạch.docx\"\r\n\
                    Content-Type: application/x\r\n\r\nPK\r\n--X\r\n\
                    Content-Disposition: form-data; name=\"empty\"; filename=\"\"\r\n\r\n\r\n--X--\r\n";
        let (mut parts, ()) = Request::new(()).into_parts();
        parts
            .headers
            .insert(header::CONTENT_TYPE, "multipart/form-data; boundary=X".parse().unwrap());
        let mut form = sent(parts, Bytes::from(body)).await.unwrap();
        assert_eq!(form.words("note", 20).as_deref(), Some("gửi kèm"));
        let upload = form.uploads("file").pop().unwrap();
        assert_eq!((upload.name.as_str(), &upload.bytes[..]), ("kế hoạch.docx", &b"PK"[..]));
        assert!(form.uploads("empty").is_empty());
    }
}
