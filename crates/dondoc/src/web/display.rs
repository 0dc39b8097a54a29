//! How pages look, set without a script: text size, contrast, language.

use axum::http::header::SET_COOKIE;
use axum::routing::post;

use super::form::{Form, FormState, FromForm};
use super::language::Language;
use super::page::{Answer, go_to};
use super::routes::Router;
use super::visit::{CONTRAST_COOKIE, LANGUAGE_COOKIE, SIZE_COOKIE, TextSize, local_path, preference};

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new().route("/display", post(set))
}

struct Wanted {
    text_size: Option<TextSize>,
    contrast: Option<&'static str>,
    language: Option<Language>,
    back: String,
}

impl FromForm for Wanted {
    fn read(form: &mut FormState) -> Option<Self> {
        let size = form.value("text-size");
        let contrast = form.value("contrast");
        Some(Self {
            text_size: TextSize::ALL.into_iter().find(|known| known.word() == size),
            contrast: ["high", "normal"].into_iter().find(|known| *known == contrast),
            language: Language::tagged(form.value("lang")),
            back: local_path(form.value("back")).to_owned(),
        })
    }
}

async fn set(form: Form<Wanted>) -> Answer {
    let Some(wanted) = form.read else { return Ok(go_to("/")) };
    let mut response = go_to(&wanted.back);
    let cookies = [
        wanted.text_size.map(|size| preference(SIZE_COOKIE, size.word())),
        wanted.contrast.map(|contrast| preference(CONTRAST_COOKIE, contrast)),
        wanted
            .language
            .map(|language| preference(LANGUAGE_COOKIE, language.tag())),
    ];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}
