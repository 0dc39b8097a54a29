//! The parts of the package around the text.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::document::IssueDay;
use crate::xml::Xml;

use super::paragraph::LANGUAGE;

/// Relation of the header with the page's number.
pub(super) const PAGE_NUMBER: &str = "rId3";
/// Relation of the footer with the issuer's address.
pub(super) const CONTACT: &str = "rId4";

const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CORE: &str = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// What differs from document to document.
pub(super) struct Parts {
    pub document: String,
    pub styles: String,
    pub page_number: String,
    pub contact: Option<String>,
    pub title: String,
    pub creator: String,
    pub issued: IssueDay,
}

/// Packs them.
pub(super) fn write(parts: &Parts) -> Vec<u8> {
    let has_contact = parts.contact.is_some();
    let files = [
        ("[Content_Types].xml", Some(content_types(has_contact))),
        ("_rels/.rels", Some(package_relations())),
        ("docProps/core.xml", Some(core_properties(parts))),
        ("word/document.xml", Some(parts.document.clone())),
        ("word/_rels/document.xml.rels", Some(document_relations(has_contact))),
        ("word/styles.xml", Some(parts.styles.clone())),
        ("word/settings.xml", Some(settings())),
        ("word/header1.xml", Some(parts.page_number.clone())),
        ("word/footer1.xml", parts.contact.clone()),
    ];
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let Some(content) = content else { continue };
        zip.start_file(name, options).expect("a buffer takes what is written");
        zip.write_all(content.as_bytes())
            .expect("a buffer takes what is written");
    }
    zip.finish().expect("a buffer takes what is written").into_inner()
}

fn content_types(has_contact: bool) -> String {
    let mut xml = Xml::part();
    xml.element("Types", &[("xmlns", &CONTENT_TYPES)], |xml| {
        let relations = "application/vnd.openxmlformats-package.relationships+xml";
        xml.empty("Default", &[("Extension", &"rels"), ("ContentType", &relations)]);
        xml.empty("Default", &[("Extension", &"xml"), ("ContentType", &"application/xml")]);
        let mut part = |name: &str, kind: &str| {
            xml.empty("Override", &[("PartName", &name), ("ContentType", &kind)]);
        };
        part("/word/document.xml", &format!("{WORD}.document.main+xml"));
        part("/word/styles.xml", &format!("{WORD}.styles+xml"));
        part("/word/settings.xml", &format!("{WORD}.settings+xml"));
        part("/word/header1.xml", &format!("{WORD}.header+xml"));
        if has_contact {
            part("/word/footer1.xml", &format!("{WORD}.footer+xml"));
        }
        part(
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml",
        );
    });
    xml.finish()
}

fn package_relations() -> String {
    relations(&[
        ("rId1", &format!("{OFFICE}/officeDocument"), "word/document.xml"),
        (
            "rId2",
            &format!("{PACKAGE}/metadata/core-properties"),
            "docProps/core.xml",
        ),
    ])
}

fn document_relations(has_contact: bool) -> String {
    let [styles, settings, header, footer] =
        ["styles", "settings", "header", "footer"].map(|kind| format!("{OFFICE}/{kind}"));
    let all = [
        ("rId1", styles.as_str(), "styles.xml"),
        ("rId2", &settings, "settings.xml"),
        (PAGE_NUMBER, &header, "header1.xml"),
        (CONTACT, &footer, "footer1.xml"),
    ];
    relations(if has_contact { &all } else { &all[..3] })
}

fn relations(relations: &[(&str, &str, &str)]) -> String {
    let mut xml = Xml::part();
    xml.element("Relationships", &[("xmlns", &PACKAGE)], |xml| {
        for (id, kind, target) in relations {
            xml.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
        }
    });
    xml.finish()
}

/// The title is what a screen reader says when the file is opened. Without a day of issue the file bears none: the clock
/// has no say in what a document is.
fn core_properties(parts: &Parts) -> String {
    let mut xml = Xml::part();
    let spaces: [(&str, &dyn std::fmt::Display); 4] = [
        ("xmlns:cp", &CORE),
        ("xmlns:dc", &"http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", &"http://purl.org/dc/terms/"),
        ("xmlns:xsi", &"http://www.w3.org/2001/XMLSchema-instance"),
    ];
    xml.element("cp:coreProperties", &spaces, |xml| {
        xml.leaf("dc:title", &[], &parts.title);
        xml.leaf("dc:creator", &[], &parts.creator);
        xml.leaf("dc:language", &[], LANGUAGE);
        if let IssueDay::On(day) = parts.issued {
            let moment = format!("{day}T00:00:00Z");
            xml.leaf("dcterms:created", &[("xsi:type", &"dcterms:W3CDTF")], &moment);
        }
    });
    xml.finish()
}

fn settings() -> String {
    let mut xml = Xml::part();
    xml.element("w:settings", &[("xmlns:w", &super::MAIN)], |xml| {
        xml.empty("w:defaultTabStop", &[("w:val", &720)]);
        xml.element("w:compat", &[], |xml| {
            let mode: [(&str, &dyn std::fmt::Display); 3] = [
                ("w:name", &"compatibilityMode"),
                ("w:uri", &"http://schemas.microsoft.com/office/word"),
                ("w:val", &15),
            ];
            xml.empty("w:compatSetting", &mode);
        });
        xml.empty("w:themeFontLang", &[("w:val", &LANGUAGE)]);
    });
    xml.finish()
}
