//! Follows every link that somebody is shown, as far as a number of pages, and takes out what differs between two runs:
//! identifiers, keys of forms, hashes.

use std::collections::{BTreeMap, VecDeque};

use crate::served::Served;

/// Addresses that lead out of the session, to what differs by nature, or to files.
const LEFT_OUT: [&str; 8] = [
    "/sign-out",
    "/account",
    "/assets/",
    "/api",
    "/original",
    "/files/",
    "/document",
    "/annex",
];

/// The pages shown to a user of the demonstration: address and content, in the order of their links. Every one of them
/// has to answer.
pub(crate) fn crawled(served: &Served, login: &str, most: usize) -> Vec<(String, String)> {
    let cookie = served.signed_in(login);
    let mut names = Names::default();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut known = vec!["/".to_owned()];
    let mut pages = Vec::new();
    while let Some(path) = waiting.pop_front() {
        if pages.len() >= most {
            break;
        }
        let answered = served.ask("GET", &path, &[("cookie", &cookie)], "");
        if answered.status == 303 {
            let to = answered
                .head
                .lines()
                .find_map(|line| line.strip_prefix("location: "))
                .unwrap();
            follow(to, &mut known, &mut waiting);
            continue;
        }
        assert_eq!(answered.status, 200, "{login}: {path}: {}", answered.body);
        for link in links(&answered.body) {
            follow(&link, &mut known, &mut waiting);
        }
        pages.push((names.given(&path), names.given(&answered.body)));
    }
    pages
}

fn follow(link: &str, known: &mut Vec<String>, waiting: &mut VecDeque<String>) {
    let link = link
        .split('#')
        .next()
        .unwrap_or_default()
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    let is_ours = link.starts_with('/') && !link.starts_with("//") && !LEFT_OUT.iter().any(|left| link.contains(left));
    if is_ours && !known.contains(&link) {
        known.push(link.clone());
        waiting.push_back(link);
    }
}

fn links(html: &str) -> Vec<String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// Identifiers by the order in which they are met.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn given(&mut self, text: &str) -> String {
        let mut given = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
            let (before, from) = rest.split_at(at);
            let end = from
                .find(|c: char| !c.is_ascii_hexdigit() && c != '-')
                .unwrap_or(from.len());
            let (word, behind) = from.split_at(end);
            given.push_str(before);
            let is_id = word.len() == 36 && word.matches('-').count() == 4;
            let is_hash = word.len() >= 32 && !word.contains('-');
            if is_id {
                let next = self.0.len();
                let number = self.0.entry(word.to_owned()).or_insert(next).to_string();
                given.push('#');
                given.push_str(&number);
            } else {
                given.push_str(if is_hash { "#hash" } else { word });
            }
            rest = behind;
        }
        given.push_str(rest);
        given
    }
}
