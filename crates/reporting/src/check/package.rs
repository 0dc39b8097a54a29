//! The parts of a .docx that say how it looks.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Unreadable;
use super::dom::Element;
use super::story::Story;
use super::styles::Styles;

/// The most that a part may hold; an official document has a hundredth of it.
const LARGEST_PART: u64 = 32 * 1024 * 1024;

/// What was read.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) story: Story,
    /// Headers by the identifier of their relation.
    pub(super) headers: HashMap<String, Header>,
}

/// A header.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) story: Story,
    /// Whether it shows the number of the page.
    pub(super) shows_number: bool,
}

pub(super) fn read(docx: &[u8]) -> Result<Package, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).map_err(|_| Unreadable)?;
    let document = part(&mut archive, "word/document.xml").ok_or(Unreadable)?;
    let body = document.child("body").ok_or(Unreadable)?;
    let styles = part(&mut archive, "word/styles.xml").map(|root| Styles::read(&root));
    let styles = styles.unwrap_or_default();
    let relations = part(&mut archive, "word/_rels/document.xml.rels").unwrap_or_default();
    let mut headers = HashMap::new();
    for relation in &relations.children {
        let is_header = relation.attribute("Type").is_some_and(|kind| kind.ends_with("/header"));
        let (Some(id), Some(target)) = (relation.attribute("Id"), relation.attribute("Target")) else {
            continue;
        };
        if !is_header {
            continue;
        }
        if let Some(root) = part(&mut archive, &format!("word/{target}")) {
            let header = Header {
                shows_number: shows_number(&root),
                story: Story::read(&root, &styles),
            };
            headers.insert(id.to_owned(), header);
        }
    }
    Ok(Package {
        story: Story::read(body, &styles),
        headers,
    })
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Element> {
    let mut text = String::new();
    let mut file = archive.by_name(name).ok()?.take(LARGEST_PART);
    file.read_to_string(&mut text).ok()?;
    Element::parse(&text)
}

/// A field PAGE, in either of the two ways to write one.
fn shows_number(element: &Element) -> bool {
    let names_page = |code: &str| code.split_whitespace().next() == Some("PAGE");
    element.children.iter().any(|child| {
        child.attribute("instr").is_some_and(names_page)
            || (child.name == "instrText" && names_page(&child.text))
            || shows_number(child)
    })
}
