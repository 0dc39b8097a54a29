//! What `pdftotext -bbox` prints: XHTML with one element per page and per word.

use super::page::{Area, Page, Word};

/// Pages of the output; elements that are not understood are passed over.
pub(super) fn pages(output: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for line in output.lines().map(str::trim_start) {
        if line.starts_with("<page ") {
            let (width, height) = (number(line, "width=\""), number(line, "height=\""));
            pages.push(Page {
                width: width.unwrap_or_default(),
                height: height.unwrap_or_default(),
                ..Page::default()
            });
        } else if let (Some(page), Some(word)) = (pages.last_mut(), word(line)) {
            page.words.push(word);
        }
    }
    pages
}

fn word(line: &str) -> Option<Word> {
    let (attributes, rest) = line.strip_prefix("<word ")?.split_once('>')?;
    let text = unescaped(rest.strip_suffix("</word>")?);
    let edge = |name| number(attributes, name);
    let area = Area::new(edge("xMin=\"")?, edge("yMin=\"")?, edge("xMax=\"")?, edge("yMax=\"")?)?;
    (!text.trim().is_empty()).then_some(Word { area, text })
}

fn number(attributes: &str, name: &str) -> Option<f32> {
    let (_, rest) = attributes.split_once(name)?;
    rest.split('"').next()?.parse().ok()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_page_and_place() {
        let output = "<page width=\"595.3\" height=\"842\">\n  \
            <word xMin=\"10.5\" yMin=\"20\" xMax=\"30\" yMax=\"34\">&amp;lt;</word>\n\
            <word xMin=\"nan\" yMin=\"20\" xMax=\"30\" yMax=\"34\">x</word>\n</page>\n<page width=\"1\" height=\"2\">";
        let pages = pages(output);
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0].words.len(), 1);
        assert_eq!(pages[0].words[0].text, "&lt;");
        assert!((pages[0].words[0].area.left - 10.5).abs() < 0.01);
    }
}
