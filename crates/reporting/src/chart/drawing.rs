//! The sheet that charts and maps are drawn on: one set of pens, hatchings and letters.
//!
//! Looks are attributes, not a style sheet: the pages' content policy forbids style within a page. Each pen is a class as
//! well, so that a page may give it other colours (contrast, dark), and nothing depends on it.

use std::fmt::Display;

use crate::width::bold_thousandths;
use crate::xml::Xml;

use super::Told;

/// How many hatchings there are, from the darkest to white.
pub(crate) const HATCHINGS: usize = 4;
/// Size of letters.
pub(crate) const LETTERS: f64 = 13.0;
/// Distance between lines of letters.
pub(crate) const LINE: f64 = 17.0;

/// What something is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pen {
    /// Axes.
    Axis,
    /// Lines of the grid.
    Grid,
    /// What was observed.
    Observed,
    /// The middle of what was expected: dashes.
    Expected,
    /// The range of what was expected: a light surface.
    Band,
    /// A point of a map.
    Point,
    /// A point of the observed line.
    Dot,
    /// A point that is flagged: a ring around it.
    Flag,
    /// A frame without a filling.
    Frame,
    /// A surface with a hatching.
    Hatched(usize),
}

impl Pen {
    fn class(self) -> &'static str {
        match self {
            Self::Axis => "axis",
            Self::Grid => "grid",
            Self::Observed => "observed",
            Self::Expected => "expected",
            Self::Band => "band",
            Self::Point => "point",
            Self::Dot => "dot",
            Self::Flag => "flag",
            Self::Frame => "frame",
            Self::Hatched(_) => "surface",
        }
    }

    /// Filling, line, its width and its dashes.
    fn look(self) -> (&'static str, &'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Axis => ("none", "#333", "1", None),
            Self::Grid => ("none", "#ccc", "1", None),
            Self::Observed => ("none", "#111", "2", None),
            Self::Expected => ("none", "#555", "1.5", Some("6 4")),
            Self::Band => ("#ddd", "#aaa", "0.5", None),
            Self::Point => ("#ddd", "#333", "1", None),
            Self::Dot => ("#111", "none", "0", None),
            Self::Flag => ("none", "#a00020", "2.5", None),
            Self::Frame | Self::Hatched(_) => ("none", "#111", "1", None),
        }
    }
}

/// Where words stand from their point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// They begin there.
    Start,
    /// Their middle is there.
    Middle,
    /// They end there.
    End,
}

/// A drawing, in pixels; on a page or on paper it takes the width it is given.
pub(crate) struct Drawing {
    xml: Xml,
    id: String,
}

impl Drawing {
    /// Draws on a sheet of a size.
    pub(crate) fn svg(told: &Told, width: f64, height: f64, draw: impl FnOnce(&mut Self)) -> String {
        let mut drawing = Self {
            xml: Xml::default(),
            id: told.id.clone(),
        };
        draw(&mut drawing);
        let (title, description) = (format!("{}-title", told.id), format!("{}-desc", told.id));
        let view = format!("0 0 {} {}", Pixels(width), Pixels(height));
        let labelled = format!("{title} {description}");
        let attributes: [(&str, &dyn Display); 7] = [
            ("xmlns", &"http://www.w3.org/2000/svg"),
            ("class", &"drawing"),
            ("viewBox", &view),
            ("role", &"img"),
            ("aria-labelledby", &labelled),
            ("font-family", &"'Times New Roman', 'Liberation Serif', serif"),
            ("font-size", &LETTERS),
        ];
        let mut svg = Xml::default();
        svg.element("svg", &attributes, |xml| {
            xml.leaf("title", &[("id", &title)], &told.title);
            xml.leaf("desc", &[("id", &description)], &told.description);
            xml.element("defs", &[], |xml| hatchings(xml, &told.id));
            xml.append(&drawing.xml);
        });
        svg.finish()
    }

    /// A line through points.
    pub(crate) fn line(&mut self, pen: Pen, points: &[(f64, f64)]) {
        self.shape("polyline", pen, &[("points", &Points(points))], None);
    }

    /// A closed surface.
    pub(crate) fn surface(&mut self, pen: Pen, points: &[(f64, f64)]) {
        self.shape("polygon", pen, &[("points", &Points(points))], None);
    }

    /// A circle, with what a pointer held over it tells.
    pub(crate) fn circle(&mut self, pen: Pen, (x, y): (f64, f64), radius: f64, told: Option<&str>) {
        let (x, y, radius) = (Pixels(x), Pixels(y), Pixels(radius));
        self.shape("circle", pen, &[("cx", &x), ("cy", &y), ("r", &radius)], told);
    }

    /// A rectangle, with what a pointer held over it tells.
    pub(crate) fn rectangle(&mut self, pen: Pen, (x, y): (f64, f64), (width, height): (f64, f64), told: Option<&str>) {
        let [x, y, width, height] = [x, y, width, height].map(Pixels);
        self.shape(
            "rect",
            pen,
            &[("x", &x), ("y", &y), ("width", &width), ("height", &height)],
            told,
        );
    }

    /// Words.
    pub(crate) fn words(&mut self, (x, y): (f64, f64), anchor: Anchor, words: &str) {
        let (x, y) = (Pixels(x), Pixels(y));
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.xml.leaf(
            "text",
            &[("x", &x), ("y", &y), ("text-anchor", &anchor), ("fill", &"#111")],
            words,
        );
    }

    /// Words on a white ground, so that no hatching and no line runs through them.
    pub(crate) fn label(&mut self, (x, y): (f64, f64), anchor: Anchor, words: &str) {
        let width = width_of(words) + 4.0;
        let left = match anchor {
            Anchor::Start => x - 2.0,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width + 2.0,
        };
        let [left, top, width, height] = [left, y - 11.5, width, 14.0].map(Pixels);
        let ground: [(&str, &dyn Display); 5] = [
            ("x", &left),
            ("y", &top),
            ("width", &width),
            ("height", &height),
            ("fill", &"#fff"),
        ];
        self.xml.empty("rect", &ground);
        self.words((x, y), anchor, words);
    }

    fn shape(&mut self, name: &str, pen: Pen, at: &[(&str, &dyn Display)], told: Option<&str>) {
        let (filling, stroke, width, dashes) = pen.look();
        let class = pen.class();
        let filling = match pen {
            Pen::Hatched(hatching) => format!("url(#{}-h{})", self.id, hatching % HATCHINGS),
            _ => filling.to_owned(),
        };
        let mut attributes: Vec<(&str, &dyn Display)> = vec![
            ("class", &class),
            ("fill", &filling),
            ("stroke", &stroke),
            ("stroke-width", &width),
        ];
        if let Some(dashes) = &dashes {
            attributes.push(("stroke-dasharray", dashes));
        }
        attributes.extend_from_slice(at);
        match told {
            Some(told) => self.xml.element(name, &attributes, |xml| xml.leaf("title", &[], told)),
            None => self.xml.empty(name, &attributes),
        }
    }
}

/// Fillings that a printer without colours keeps apart: full, slanted lines, dots, white.
fn hatchings(xml: &mut Xml, id: &str) {
    for hatching in 0..HATCHINGS {
        let name = format!("{id}-h{hatching}");
        let attributes: [(&str, &dyn Display); 4] = [
            ("id", &name),
            ("patternUnits", &"userSpaceOnUse"),
            ("width", &6),
            ("height", &6),
        ];
        xml.element("pattern", &attributes, |xml| {
            let ground = if hatching == 0 { "#444" } else { "#fff" };
            xml.empty("rect", &[("width", &6), ("height", &6), ("fill", &ground)]);
            match hatching {
                1 => xml.empty(
                    "path",
                    &[
                        ("d", &"M-1 1l2-2M0 6l6-6M5 7l2-2"),
                        ("stroke", &"#222"),
                        ("stroke-width", &1.4),
                    ],
                ),
                2 => xml.empty("circle", &[("cx", &3), ("cy", &3), ("r", &1.1), ("fill", &"#222")]),
                _ => {}
            }
        });
    }
}

/// A place on the sheet, to a tenth of a pixel, so that the same data gives the same bytes and few of them.
struct Pixels(f64);

impl Display for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (self.0 * 10.0).round() / 10.0;
        // Never "-0".
        write!(f, "{}", rounded + 0.0)
    }
}

struct Points<'a>(&'a [(f64, f64)]);

impl Display for Points<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, (x, y)) in self.0.iter().enumerate() {
            let space = if at > 0 { " " } else { "" };
            write!(f, "{space}{},{}", Pixels(*x), Pixels(*y))?;
        }
        Ok(())
    }
}

/// How wide words are at most, in pixels: room for labels is kept by it.
pub(crate) fn width_of(words: &str) -> f64 {
    f64::from(bold_thousandths(words)) * LETTERS / 1000.0
}
