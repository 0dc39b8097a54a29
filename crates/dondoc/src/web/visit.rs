//! What is known of a request before anybody has looked at it: language, text size and contrast, the path to come back
//! to, from where it came. A middleware makes it once; pages, errors and logs read it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};

use super::language::{Language, Message};
use super::session::{Who, cookie, set_cookie};

/// Size of the letters, from the three marks `A-` `A` `A+`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum TextSize {
    /// `A-`
    Small,
    /// `A`
    #[default]
    Normal,
    /// `A+`
    Large,
}

impl TextSize {
    /// From small to large.
    pub(crate) const ALL: [Self; 3] = [Self::Small, Self::Normal, Self::Large];

    /// The word in cookies, forms and the style sheet.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Normal => "normal",
            Self::Large => "large",
        }
    }

    /// The mark on the button.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Small => "A-",
            Self::Normal => "A",
            Self::Large => "A+",
        }
    }
}

/// How a page is to look: kept in cookies, set without a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Display {
    /// Language.
    pub language: Language,
    /// Size of the letters.
    pub text_size: TextSize,
    /// High contrast.
    pub is_high_contrast: bool,
}

/// Cookie of the language.
pub(crate) const LANGUAGE_COOKIE: &str = "lang";
/// Cookie of the text size.
pub(crate) const SIZE_COOKIE: &str = "text-size";
/// Cookie of the contrast.
pub(crate) const CONTRAST_COOKIE: &str = "contrast";
/// Cookie that carries one sentence over to the next page.
const FLASH_COOKIE: &str = "flash";

/// The `Set-Cookie` of a preference: kept for a year.
pub(crate) fn preference(name: &str, value: &str) -> HeaderValue {
    set_cookie(&format!("{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000"))
}

/// A sentence that the next page shows once: what has been done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flash(pub Message);

impl Flash {
    /// The `Set-Cookie` that carries it over. One argument, `what`, goes along.
    pub(crate) fn carried(&self) -> HeaderValue {
        let what = self
            .0
            .arguments
            .iter()
            .find(|(name, _)| name == "what")
            .map(|(_, value)| match value {
                super::language::Argument::Words(words) => words.clone(),
                super::language::Argument::Count(count) => count.to_string(),
            });
        let pairs = [("key", Some(self.0.key.to_string())), ("what", what)];
        let written =
            serde_urlencoded::to_string(pairs.iter().filter(|(_, value)| value.is_some()).collect::<Vec<_>>());
        set_cookie(&format!(
            "{FLASH_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
            written.unwrap_or_default()
        ))
    }

    /// The `Set-Cookie` after it was shown.
    pub(crate) fn shown() -> HeaderValue {
        set_cookie(&format!("{FLASH_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
    }

    fn of(headers: &HeaderMap) -> Option<Self> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(cookie(headers, FLASH_COOKIE)?).ok()?;
        let value = |wanted: &str| {
            pairs
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.clone())
        };
        let key = value("key")?;
        // A cookie may hold anything: only what says that something was done is shown.
        if !key.starts_with("done-") || !Language::Vietnamese.has(&key) {
            return None;
        }
        let message = Message::new(key);
        Some(Self(match value("what") {
            Some(what) => message.with("what", what),
            None => message,
        }))
    }
}

/// See the module.
#[derive(Clone)]
pub(crate) struct Visit(Arc<Inner>);

/// What [`Visit`] holds.
pub(crate) struct Inner {
    /// How pages look.
    pub display: Display,
    /// Path and query, to come back to.
    pub path: String,
    /// Whether an operation of the API was asked for, which is answered in JSON.
    pub is_api: bool,
    /// Whether the browser speaks https, if need be with a proxy in front of this program.
    pub is_https: bool,
    /// From where it came.
    pub address: IpAddr,
    /// Name of the office, once the program is set up.
    pub office: Option<String>,
    flash: Option<Flash>,
    is_flash_shown: AtomicBool,
    who: OnceLock<Who>,
}

impl std::ops::Deref for Visit {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Visit {
    /// Looks at a request.
    pub(crate) fn new(parts: &Parts, office: Option<String>) -> Self {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Self(Arc::new(Inner {
            display: display(parts),
            path: path.to_owned(),
            is_api: parts.uri.path().starts_with("/api/"),
            is_https: is_https(&parts.headers),
            address: address(parts),
            office,
            flash: Flash::of(&parts.headers),
            is_flash_shown: AtomicBool::new(false),
            who: OnceLock::new(),
        }))
    }

    /// That of a request which the middleware has seen.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .unwrap_or_else(|| Self::new(parts, None))
    }

    /// Somebody has been recognised: an error page later on knows whose navigation to show.
    pub(crate) fn met(&self, who: &Who) {
        // A second extractor of one request finds the same person.
        let _ = self.0.who.set(who.clone());
    }

    /// Whoever has been recognised.
    pub(crate) fn who(&self) -> Option<&Who> {
        self.0.who.get()
    }

    /// The sentence carried over from the page before; taking it shows it.
    pub(crate) fn take_flash(&self) -> Option<Message> {
        let flash = self.0.flash.as_ref()?;
        self.0.is_flash_shown.store(true, Ordering::Relaxed);
        Some(flash.0.clone())
    }

    /// Whether the carried sentence was shown, so that its cookie can go.
    pub(crate) fn is_flash_shown(&self) -> bool {
        self.0.is_flash_shown.load(Ordering::Relaxed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// `?lang` goes before the cookie, the cookie before the browser.
fn display(parts: &Parts) -> Display {
    let headers = &parts.headers;
    let asked = language_asked(parts.uri.query().unwrap_or_default());
    let kept = || cookie(headers, LANGUAGE_COOKIE).and_then(Language::tagged);
    let accepted = || headers.get(ACCEPT_LANGUAGE)?.to_str().ok().map(Language::accepted);
    let size = cookie(headers, SIZE_COOKIE).unwrap_or_default();
    Display {
        language: asked.or_else(kept).or_else(accepted).unwrap_or_default(),
        text_size: TextSize::ALL
            .into_iter()
            .find(|known| known.word() == size)
            .unwrap_or_default(),
        is_high_contrast: cookie(headers, CONTRAST_COOKIE) == Some("high"),
    }
}

/// The language that a query asks for.
pub(crate) fn language_asked(query: &str) -> Option<Language> {
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("lang="))
        .and_then(Language::tagged)
}

/// A proxy that speaks https says so. Whoever lies about it to us gets a cookie that their browser will not keep.
fn is_https(headers: &HeaderMap) -> bool {
    headers
        .get("x-forwarded-proto")
        .is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https"))
}

/// Where a request comes from. Only a proxy on this machine is believed about somebody behind it.
fn address(parts: &Parts) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if !peer.is_loopback() {
        return peer;
    }
    let forwarded = parts
        .headers
        .get("x-forwarded-for")
        .and_then(|header| header.to_str().ok());
    forwarded
        .and_then(|list| list.rsplit(',').next()?.trim().parse().ok())
        .unwrap_or(peer)
}

/// A path of this site to go back to; anything else is the first page. Never an address of another site.
pub(crate) fn local_path(path: &str) -> &str {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_local { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_the_site() {
        assert_eq!(local_path("/tasks?page=2"), "/tasks?page=2");
        for outside in [
            "//evil.vn",
            "https://evil.vn",
            "/\\evil.vn",
            "",
            "/a\r\nb",
            "/\t/evil.vn",
            "javascript:x",
        ] {
            assert_eq!(local_path(outside), "/", "{outside:?}");
        }
    }

    #[test]
    fn only_a_proxy_of_this_machine_is_believed() {
        let from = |peer: &str, forwarded: &'static str| {
            let (mut parts, ()) = axum::http::Request::new(()).into_parts();
            let peer: SocketAddr = peer.parse().unwrap();
            parts.extensions.insert(ConnectInfo(peer));
            parts
                .headers
                .insert("x-forwarded-for", HeaderValue::from_static(forwarded));
            address(&parts).to_string()
        };
        assert_eq!(from("127.0.0.1:5", "10.0.0.9, 10.1.2.3"), "10.1.2.3");
        assert_eq!(from("127.0.0.1:5", "nonsense"), "127.0.0.1");
        assert_eq!(from("10.9.9.9:5", "10.1.2.3"), "10.9.9.9");
    }

    #[test]
    fn a_cookie_cannot_make_a_page_say_anything() {
        let flash = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(axum::http::header::COOKIE, HeaderValue::from_static(value));
            Flash::of(&headers)
        };
        assert!(flash("flash=key=done-signed-out").is_some());
        assert!(flash("flash=key=done-task-receive&what=12").is_some());
        assert!(flash("flash=key=problem-internal-title").is_none());
        assert!(flash("flash=key=done-invented").is_none());
        assert!(flash("flash=%%%").is_none());
    }
}
