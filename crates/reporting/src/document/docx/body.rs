//! Box 6: bases, headings, clauses, tables, and the mark that ends the text.

use crate::document::layout::Component;
use crate::document::phrases::{END, point_letter, roman};
use crate::document::{Block, Document, Level, Text};
use crate::xml::Xml;

use super::paragraph::{self, Properties, Style};
use super::{Section, table};

/// The body of a document or of an annex, with its running numbers.
pub(super) struct Body<'a> {
    section: &'a Section<'a>,
    counters: Counters,
    /// Room above the next paragraph, in twips: a table has none below it.
    before: Option<i64>,
}

impl<'a> Body<'a> {
    /// A body that begins to count.
    pub(super) fn new(section: &'a Section<'a>) -> Self {
        Self {
            section,
            counters: Counters::default(),
            before: None,
        }
    }

    /// The main body. Its last words stay on the page of the signature, and end with `./.`
    pub(super) fn main(mut self, xml: &mut Xml, document: &Document) {
        if let Some((last, others)) = document.bases.split_last() {
            let ends = others.iter().map(|basis| (basis, ";")).chain([(last, ".")]);
            for (basis, mark) in ends {
                let style = Style::Of(Component::Basis);
                paragraph::text(xml, style, Properties::default(), "", &basis.ended_by(mark));
            }
        }
        let Some((last, others)) = document.body.split_last() else {
            return;
        };
        self.blocks(xml, others);
        self.last(xml, last);
    }

    /// The body of an annex.
    pub(super) fn annex(mut self, xml: &mut Xml, blocks: &[Block]) {
        self.blocks(xml, blocks);
    }

    fn blocks(&mut self, xml: &mut Xml, blocks: &[Block]) {
        for block in blocks {
            self.block(xml, block, false);
        }
    }

    fn last(&mut self, xml: &mut Xml, block: &Block) {
        let ended = match block {
            Block::Paragraph(text) => Block::Paragraph(text.ended_by(END)),
            Block::Numbered(level, text) => Block::Numbered(*level, text.ended_by(END)),
            Block::Dashes(lines) => {
                let mut lines = lines.clone();
                if let Some(last) = lines.last_mut() {
                    *last = last.ended_by(END);
                }
                Block::Dashes(lines)
            }
            Block::Heading(..) | Block::Table(_) => {
                self.block(xml, block, false);
                return self.paragraph(xml, "", &Text::new(END), true);
            }
        };
        self.block(xml, &ended, true);
    }

    fn block(&mut self, xml: &mut Xml, block: &Block, keeps_next: bool) {
        match block {
            Block::Heading(level, words) => self.heading(xml, *level, words),
            Block::Numbered(level, text) => {
                let number = self.counters.next(*level);
                self.paragraph(xml, &format!("{number} "), text, keeps_next);
            }
            Block::Paragraph(text) => self.paragraph(xml, "", text, keeps_next),
            Block::Dashes(lines) => {
                for line in lines {
                    self.paragraph(xml, "- ", line, keeps_next);
                }
            }
            Block::Table(shown) => {
                table::write(xml, shown, self.section.width());
                self.before = Some(160);
            }
        }
    }

    fn paragraph(&mut self, xml: &mut Xml, before: &str, text: &Text, keeps_next: bool) {
        let properties = Properties {
            keeps_next,
            before: self.before.take(),
            ..Properties::default()
        };
        paragraph::text(xml, Style::Of(Component::Body), properties, before, text);
    }

    fn heading(&mut self, xml: &mut Xml, level: Level, words: &str) {
        let number = self.counters.next(level);
        let properties = Properties {
            keeps_next: true,
            before: self.before.take(),
            ..Properties::default()
        };
        let mut line = |component, words: &str| paragraph::line(xml, Style::Of(component), properties, words);
        match level {
            Level::Part => {
                line(Component::PartNumber, &number);
                line(Component::PartTitle, &words.to_uppercase());
            }
            Level::Section => line(Component::Section, &format!("{number} {}", words.to_uppercase())),
            Level::Article => line(Component::Article, &format!("{number} {words}")),
            Level::Clause => line(Component::Clause, &format!("{number} {words}")),
            Level::Point => line(Component::Point, &format!("{number} {words}")),
        }
    }
}

/// The numbers given so far, from part to point.
#[derive(Default)]
struct Counters([usize; 5]);

impl Counters {
    /// The next number of a level. Smaller ones begin again, except articles, which run through the document.
    fn next(&mut self, level: Level) -> String {
        let at = level as usize;
        for (smaller, counter) in self.0.iter_mut().enumerate().skip(at + 1) {
            if smaller != Level::Article as usize {
                *counter = 0;
            }
        }
        self.0[at] += 1;
        let number = self.0[at];
        match level {
            Level::Part => format!("Phần {}", roman(number)),
            Level::Section => format!("{}.", roman(number)),
            Level::Article => format!("Điều {number}."),
            Level::Clause => format!("{number}."),
            Level::Point => format!("{})", point_letter(number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smaller_numbers_begin_again_and_articles_go_on() {
        let mut counters = Counters::default();
        let levels = [
            Level::Section,
            Level::Article,
            Level::Clause,
            Level::Point,
            Level::Point,
            Level::Clause,
            Level::Point,
            Level::Section,
            Level::Article,
            Level::Clause,
        ];
        let numbers: Vec<String> = levels.into_iter().map(|level| counters.next(level)).collect();
        assert_eq!(
            numbers,
            ["I.", "Điều 1.", "1.", "a)", "b)", "2.", "a)", "II.", "Điều 2.", "1."]
        );
    }
}
