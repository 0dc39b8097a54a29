//! The open elements of a page and what they mean for the text inside them.

use super::tokens::Tag;

/// What an element and those around it say of their text.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate property that elements inherit"
)]
pub(super) struct Context {
    /// Not shown, or a script, a form's control and the like.
    pub(super) hidden: bool,
    /// Menus, footers, boxes of related pages.
    pub(super) chrome: bool,
    /// Inside `<main>` or `<article>`.
    pub(super) main: bool,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) centred: bool,
    pub(super) link: bool,
    pub(super) preformatted: bool,
    pub(super) heading: Option<u8>,
}

/// An open element.
#[derive(Debug)]
struct Element {
    name: String,
    context: Context,
}

/// The stack of open elements, never deeper than a limit; what is opened beyond it changes nothing.
#[derive(Debug)]
pub(super) struct Elements {
    open: Vec<Element>,
    deepest: usize,
}

/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that are never text.
const SILENT: [&str; 17] = [
    "head", "script", "style", "template", "noscript", "svg", "math", "object", "applet", "select", "option", "button",
    "input", "audio", "video", "canvas", "dialog",
];

/// Words of a class or an id that name a part of the page around the document.
const CHROME: [&str; 22] = [
    "menu",
    "nav",
    "navbar",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "comment",
    "comments",
    "related",
    "share",
    "social",
    "banner",
    "advert",
    "ads",
    "popup",
    "modal",
    "cookie",
    "toolbar",
    "pagination",
    "login",
    "search",
];

impl Elements {
    pub(super) fn new(deepest: usize) -> Self {
        Self {
            open: Vec::new(),
            deepest,
        }
    }

    /// What holds for text at this place.
    pub(super) fn context(&self) -> Context {
        self.open.last().map(|element| element.context).unwrap_or_default()
    }

    /// Opens an element; elements that it closes by beginning are closed.
    pub(super) fn open(&mut self, tag: &Tag<'_>) -> Context {
        self.close_implied(&tag.name);
        let context = inside(self.context(), tag);
        if !VOID.contains(&tag.name.as_str()) && self.open.len() < self.deepest {
            self.open.push(Element {
                name: tag.name.clone(),
                context,
            });
        }
        context
    }

    /// Closes an element and all that are open within it; a table's cell is not left by closing a smaller thing.
    pub(super) fn close(&mut self, name: &str) {
        let wall = |element: &Element| matches!(element.name.as_str(), "td" | "th" | "table");
        let of_table = matches!(
            name,
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "table" | "body" | "html"
        );
        for at in (0..self.open.len()).rev() {
            if self.open[at].name == name {
                self.open.truncate(at);
                return;
            }
            if wall(&self.open[at]) && !of_table {
                return;
            }
        }
    }

    fn close_implied(&mut self, name: &str) {
        match name {
            "li" => self.close_up_to(&["li"], &["ol", "ul", "table"]),
            "dt" | "dd" => self.close_up_to(&["dt", "dd"], &["dl", "table"]),
            "td" | "th" => self.close_up_to(&["td", "th"], &["table", "tr"]),
            "tr" => self.close_up_to(&["tr"], &["table"]),
            _ => {}
        }
        if is_block(name) {
            self.close_up_to(
                &["p"],
                &["div", "td", "th", "li", "table", "section", "article", "blockquote"],
            );
        }
    }

    /// Closes the nearest of these elements unless a wall stands before it.
    fn close_up_to(&mut self, names: &[&str], walls: &[&str]) {
        for at in (0..self.open.len()).rev() {
            let name = self.open[at].name.as_str();
            if names.contains(&name) {
                self.open.truncate(at);
                return;
            }
            if walls.contains(&name) {
                return;
            }
        }
    }
}

/// Elements that begin and end a paragraph.
pub(super) fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 39] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tr",
        "ul",
        "label",
    ];
    BLOCKS.contains(&name) || matches!(name, "td" | "th" | "tbody" | "thead" | "tfoot")
}

fn inside(outer: Context, tag: &Tag<'_>) -> Context {
    let name = tag.name.as_str();
    let style = tag
        .attribute("style")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace(' ', "");
    let align = tag.attribute("align").unwrap_or_default();
    let mut context = outer;
    context.hidden |= SILENT.contains(&name) || is_hidden(tag, &style);
    context.chrome |= is_chrome(tag);
    context.main |= matches!(name, "main" | "article") || tag.attribute("role").as_deref() == Some("main");
    context.bold |= matches!(name, "b" | "strong" | "th")
        || style.contains("font-weight:bold")
        || style.contains("font-weight:700");
    context.italic |= matches!(name, "i" | "em" | "cite") || style.contains("font-style:italic");
    context.link |= name == "a" && tag.attribute("href").is_some();
    context.preformatted |= name == "pre";
    if let Some(level) = name
        .strip_prefix('h')
        .and_then(|level| level.parse().ok())
        .filter(|level| (1..=6).contains(level))
    {
        context.heading = Some(level);
        context.bold = true;
    }
    if name == "center" || align.eq_ignore_ascii_case("center") || style.contains("text-align:center") {
        context.centred = true;
    } else if !align.is_empty() || style.contains("text-align:") || name == "table" {
        context.centred = false;
    }
    context
}

fn is_hidden(tag: &Tag<'_>, style: &str) -> bool {
    ["display:none", "visibility:hidden", "mso-hide:all"]
        .iter()
        .any(|rule| style.contains(rule))
        || tag.attribute("hidden").is_some()
        || tag.attribute("aria-hidden").as_deref() == Some("true")
}

fn is_chrome(tag: &Tag<'_>) -> bool {
    if matches!(tag.name.as_str(), "nav" | "footer" | "aside" | "header") {
        return true;
    }
    if let Some("navigation" | "banner" | "contentinfo" | "search" | "complementary") = tag.attribute("role").as_deref()
    {
        return true;
    }
    // A class of the whole page (`has-sidebar`) says nothing of its content.
    if !matches!(
        tag.name.as_str(),
        "div" | "section" | "ul" | "ol" | "form" | "table" | "td" | "span"
    ) {
        return false;
    }
    ["class", "id"].iter().any(|name| {
        let names = tag.attribute(name).unwrap_or_default().to_ascii_lowercase();
        names
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| CHROME.contains(&word))
    })
}
