//! The style sheet, the script and the icon, compiled in. Their addresses carry a mark of their content, so that
//! browsers may keep them for ever and never show an old one.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::extract::Path;
use super::problem::Problem;
use super::routes::Router;

const FILES: [(&str, &str, &[u8]); 4] = [
    (
        "app.css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/app.css"),
    ),
    (
        "app.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/app.js"),
    ),
    (
        "review.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/review.js"),
    ),
    ("icon.svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")),
];

struct Asset {
    name: &'static str,
    address: String,
    media_type: &'static str,
    bytes: &'static [u8],
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|&(name, media_type, bytes)| {
            let digest = Sha256::digest(bytes);
            let mark = digest
                .iter()
                .take(6)
                .fold(0_u64, |mark, byte| mark << 8 | u64::from(*byte));
            let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
            Asset {
                name,
                address: format!("/assets/{stem}.{mark:012x}.{extension}"),
                media_type,
                bytes,
            }
        })
        .collect()
});

/// The address of a file of `assets/`.
pub(crate) fn address(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("/assets/", |asset| &asset.address)
}

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/assets/{name}", get(asset))
        .route("/favicon.ico", get(icon))
}

async fn asset(Path(name): Path<String>) -> Result<Response, Problem> {
    let path = format!("/assets/{name}");
    ASSETS
        .iter()
        .find(|asset| asset.address == path)
        .map(sent)
        .ok_or_else(Problem::not_found)
}

async fn icon() -> Result<Response, Problem> {
    ASSETS
        .iter()
        .find(|asset| asset.name == "icon.svg")
        .map(sent)
        .ok_or_else(Problem::not_found)
}

fn sent(asset: &Asset) -> Response {
    let for_a_year = "public, max-age=31536000, immutable";
    (
        [
            (header::CONTENT_TYPE, asset.media_type),
            (header::CACHE_CONTROL, for_a_year),
        ],
        asset.bytes,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_visit_is_light() {
        let total: usize = FILES.iter().map(|(.., bytes)| bytes.len()).sum();
        assert!(total <= 100 * 1024, "{total} bytes before compression");
    }

    #[test]
    fn an_address_tells_the_content() {
        let address = address("app.css");
        assert!(
            address.starts_with("/assets/app.") && address.rsplit('.').next() == Some("css") && address.len() > 24,
            "{address}"
        );
    }
}
