//! Every piece of a page on one page, `/gallery`, for whoever designs and tests them. Only in builds for development.

use askama::Template;
use axum::routing::get;

use super::form::{FieldError, FormState};
use super::language::Message;
use super::page::{Answer, Page, show};
use super::problem::{Difference, Problem};
use super::routes::Router;
use super::visit::Visit;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/gallery", get(gallery))
        .route("/gallery/conflict", get(conflict))
        .route("/gallery/failure", get(failure))
}

#[derive(Template)]
#[template(path = "gallery/gallery.html")]
struct GalleryPage {
    page: Page,
    form: FormState,
    options: [(&'static str, &'static str); 3],
    six: [(&'static str, bool); 6],
    tabs: [(&'static str, &'static str, bool); 3],
    differences: Vec<Difference>,
    next: Option<String>,
}

fn differences() -> Vec<Difference> {
    let row = |field: &str, yours: &str, theirs: &str| Difference {
        field: field.to_owned(),
        yours: yours.to_owned(),
        theirs: theirs.to_owned(),
    };
    vec![
        row("Cơ quan chủ trì", "Công an tỉnh", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh"),
        row("Thời hạn", "15/09/2026", "30/09/2026"),
    ]
}

async fn gallery(visit: Visit) -> Answer {
    let form = FormState::blank()
        .labelled(&[("lead", "account-agency"), ("due_on", "sessions-began")])
        .with("words", "Triển khai kế hoạch bảo đảm an toàn giao thông dịp cuối năm")
        .with("due_on", "31/2/2026")
        .with("kind", "dated")
        .with("places", "commune")
        .refused([
            FieldError::new("due_on", "form-not-a-day"),
            FieldError::new("lead", "form-nothing-chosen"),
        ]);
    let mut page = Page::new(&visit);
    page.flash = Some(Message::new("done-password-changed"));
    show(&GalleryPage {
        page,
        form,
        options: [
            ("dated", "Có thời hạn"),
            ("standing", "Thường xuyên"),
            ("recurring", "Định kỳ"),
        ],
        six: [
            ("who", true),
            ("what", true),
            ("when", false),
            ("responsibility", true),
            ("authority", true),
            ("product", false),
        ],
        tabs: [
            ("/gallery", "Tất cả (212)", true),
            ("/gallery?s=1", "Đang thực hiện (186)", false),
            ("/gallery?s=2", "Chờ xác nhận (17)", false),
        ],
        differences: differences(),
        next: Some("/gallery?page=2".to_owned()),
    })
}

async fn conflict() -> Problem {
    Problem::conflict(differences()).back_to("/gallery", "problem-back")
}

async fn failure() -> Problem {
    panic!("a handler of the gallery fails on purpose")
}
