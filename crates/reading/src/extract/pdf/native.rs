//! Reading a PDF without other programs: words when `pdftotext` is missing, and the ruled lines it does not tell.
//!
//! The libraries panic on some damaged files; that is caught here and taken as "not readable". Deep recursion and
//! huge packed streams are left to the limits of the process.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, MediaBox, Object, ObjectId, OutputDev, OutputError, Transform};

use super::page::{Area, Page, Word};

/// Forms within forms that are followed for rules.
const DEEPEST: usize = 4;
/// Most rules kept of a page.
const MOST_RULES: usize = 20_000;
/// Ascent and descent of a usual font, in font sizes.
const ASCENT: f32 = 0.9;
const DESCENT: f32 = 0.22;

/// A loaded file.
pub(super) struct Native {
    document: Document,
    pages: Vec<ObjectId>,
}

impl Native {
    /// Loads a file; `None` when its structure cannot be read.
    pub(super) fn load(file: &[u8]) -> Option<Self> {
        guarded(|| {
            let document = Document::load_mem(file).ok()?;
            let pages = document.page_iter().collect();
            Some(Self { document, pages })
        })
    }

    /// Needs a password that we do not have.
    pub(super) fn is_locked(&self) -> bool {
        self.document.is_encrypted()
    }

    pub(super) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Ruled lines of a page, in the coordinates of [`Page`].
    pub(super) fn rules(&self, page: usize) -> Vec<Area> {
        let Some(&id) = self.pages.get(page) else {
            return Vec::new();
        };
        guarded(|| {
            let sheet = self.sheet(id)?;
            let content = self.document.get_page_content(id).ok()?;
            let resources = self
                .inherited(id, b"Resources")
                .and_then(|object| self.resolved(object).as_dict().ok());
            let mut pen = Pen {
                document: &self.document,
                rules: Vec::new(),
            };
            pen.draw(&content, resources, IDENTITY, DEEPEST);
            Some(pen.rules.into_iter().filter_map(|rule| sheet.place(rule)).collect())
        })
        .unwrap_or_default()
    }

    /// All pages with their words; `None` when the text cannot be read.
    pub(super) fn pages(&self) -> Option<Vec<Page>> {
        guarded(|| {
            let mut words = Words::default();
            pdf_extract::output_doc(&self.document, &mut words).ok()?;
            Some(words.finish())
        })
    }

    fn sheet(&self, id: ObjectId) -> Option<Sheet> {
        let media = self.resolved(self.inherited(id, b"MediaBox")?).as_array().ok()?;
        let edge = |i: usize| media.get(i).and_then(|object| number(self.resolved(object)));
        let turn = self
            .inherited(id, b"Rotate")
            .and_then(|object| self.resolved(object).as_i64().ok())
            .unwrap_or(0);
        let (left, bottom, right, top) = (edge(0)?, edge(1)?, edge(2)?, edge(3)?);
        Some(Sheet {
            left,
            bottom,
            right,
            top,
            turn: turn.rem_euclid(360),
        })
    }

    fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).map_or(object, |(_, object)| object)
    }

    /// An entry of a page or of the nodes above it.
    fn inherited(&self, id: ObjectId, key: &[u8]) -> Option<&Object> {
        let mut node = self.document.get_dictionary(id).ok()?;
        for _ in 0..32 {
            if let Ok(object) = node.get(key) {
                return Some(object);
            }
            node = self.resolved(node.get(b"Parent").ok()?).as_dict().ok()?;
        }
        None
    }
}

fn guarded<T>(read: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}

fn number(object: &Object) -> Option<f32> {
    object.as_float().ok()
}

/// A page as it lies in the file.
struct Sheet {
    left: f32,
    bottom: f32,
    right: f32,
    top: f32,
    turn: i64,
}

impl Sheet {
    /// A rectangle of the file as seen on the turned page, from its top left corner.
    fn place(&self, rule: Area) -> Option<Area> {
        let (x0, x1) = (rule.left - self.left, rule.right - self.left);
        let (y0, y1) = (rule.top - self.bottom, rule.bottom - self.bottom);
        let (width, height) = (self.right - self.left, self.top - self.bottom);
        match self.turn {
            90 => Area::new(y0, x0, y1, x1),
            180 => Area::new(width - x1, y0, width - x0, y1),
            270 => Area::new(height - y1, width - x1, height - y0, width - x0),
            _ => Area::new(x0, height - y1, x1, height - y0),
        }
    }
}

type Matrix = [f32; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first`, then `second`.
#[expect(clippy::many_single_char_names, reason = "the letters of ISO 32000-1, 8.3.4")]
fn product(first: Matrix, second: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = first;
    let [p, q, r, s, t, u] = second;
    [
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    ]
}

#[expect(clippy::many_single_char_names, reason = "the letters of ISO 32000-1, 8.3.4")]
fn moved(matrix: Matrix, x: f32, y: f32) -> (f32, f32) {
    let [a, b, c, d, e, f] = matrix;
    (a * x + c * y + e, b * x + d * y + f)
}

/// Follows drawing operators and keeps straight strokes and thin filled boxes, with y upwards.
struct Pen<'a> {
    document: &'a Document,
    rules: Vec<Area>,
}

impl Pen<'_> {
    #[expect(clippy::many_single_char_names, reason = "the letters of ISO 32000-1, 8.3.4")]
    fn draw(&mut self, content: &[u8], resources: Option<&Dictionary>, start: Matrix, depth: usize) {
        let Ok(content) = Content::decode(content) else { return };
        let mut matrix = start;
        let mut saved = Vec::new();
        let mut path: Vec<Area> = Vec::new();
        let mut point: Option<(f32, f32)> = None;
        for Operation { operator, operands } in &content.operations {
            if self.rules.len() >= MOST_RULES {
                return;
            }
            let numbers: Vec<f32> = operands.iter().filter_map(number).collect();
            match (operator.as_str(), &numbers[..]) {
                ("q", _) => saved.push(matrix),
                ("Q", _) => matrix = saved.pop().unwrap_or(matrix),
                ("cm", &[a, b, c, d, e, f]) => matrix = product([a, b, c, d, e, f], matrix),
                ("m", &[x, y]) => point = Some(moved(matrix, x, y)),
                ("l", &[x, y]) => {
                    let end = moved(matrix, x, y);
                    path.extend(point.and_then(|start| between(start, end)));
                    point = Some(end);
                }
                ("re", &[x, y, width, height]) => {
                    path.extend(between(moved(matrix, x, y), moved(matrix, x + width, y + height)));
                }
                ("S" | "s", _) => self.rules.extend(path.drain(..).flat_map(outline)),
                ("f" | "F" | "f*" | "B" | "B*" | "b" | "b*", _) => self.rules.append(&mut path),
                ("n", _) => path.clear(),
                ("Do", _) => self.draw_form(operands, resources, matrix, depth),
                _ => {}
            }
        }
    }

    fn draw_form(&mut self, operands: &[Object], resources: Option<&Dictionary>, matrix: Matrix, depth: usize) {
        let form = || {
            let name = operands.first()?.as_name().ok()?;
            let forms = self.document.get_dict_in_dict(resources?, b"XObject").ok()?;
            let form = self
                .document
                .dereference(forms.get(name).ok()?)
                .ok()?
                .1
                .as_stream()
                .ok()?;
            let is_form = form
                .dict
                .get(b"Subtype")
                .and_then(Object::as_name)
                .is_ok_and(|kind| kind == b"Form");
            is_form.then_some(form)
        };
        let (Some(form), Some(depth)) = (form(), depth.checked_sub(1)) else {
            return;
        };
        let own = self.document.get_dict_in_dict(&form.dict, b"Resources").ok();
        let numbers: Vec<f32> = form
            .dict
            .get(b"Matrix")
            .and_then(Object::as_array)
            .map(|matrix| matrix.iter().filter_map(number).collect())
            .unwrap_or_default();
        let inner = Matrix::try_from(numbers).unwrap_or(IDENTITY);
        let Ok(content) = form.decompressed_content() else {
            return;
        };
        self.draw(&content, own.or(resources), product(inner, matrix), depth);
    }
}

fn between(a: (f32, f32), b: (f32, f32)) -> Option<Area> {
    Area::new(a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1))
}

/// A stroked box is its four sides; a stroked line is itself.
fn outline(area: Area) -> Vec<Area> {
    if area.width() < 1.0 || area.height() < 1.0 {
        return vec![area];
    }
    vec![
        Area {
            bottom: area.top,
            ..area
        },
        Area {
            top: area.bottom,
            ..area
        },
        Area {
            right: area.left,
            ..area
        },
        Area {
            left: area.right,
            ..area
        },
    ]
}

/// Collects characters into words.
#[derive(Default)]
struct Words {
    pages: Vec<Page>,
    word: Option<Word>,
    left: f32,
    top: f32,
}

impl Words {
    fn end_word(&mut self) {
        if let (Some(word), Some(page)) = (self.word.take(), self.pages.last_mut()) {
            page.words.push(word);
        }
    }

    fn finish(mut self) -> Vec<Page> {
        self.end_word();
        self.pages
    }
}

impl OutputDev for Words {
    fn begin_page(&mut self, _: u32, media: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.end_word();
        self.left = narrowed(media.llx);
        self.top = narrowed(media.ury);
        let (width, height) = (narrowed(media.urx - media.llx), narrowed(media.ury - media.lly));
        self.pages.push(Page {
            width,
            height,
            ..Page::default()
        });
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.end_word();
        Ok(())
    }

    fn output_character(
        &mut self,
        matrix: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        characters: &str,
    ) -> Result<(), OutputError> {
        if characters.trim().is_empty() {
            self.end_word();
            return Ok(());
        }
        let size = narrowed(font_size * (matrix.m11 * matrix.m22 - matrix.m12 * matrix.m21).abs().sqrt());
        let (x, y) = (narrowed(matrix.m31) - self.left, self.top - narrowed(matrix.m32));
        let Some(area) = Area::new(x, y - ASCENT * size, x + narrowed(width) * size, y + DESCENT * size) else {
            return Ok(());
        };
        match &mut self.word {
            Some(word) if follows(&word.area, &area, size) => {
                word.area = word.area.around(&area);
                word.text.push_str(characters);
            }
            _ => {
                self.end_word();
                self.word = Some(Word {
                    area,
                    text: characters.to_owned(),
                });
            }
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

fn follows(word: &Area, next: &Area, size: f32) -> bool {
    let gap = next.left - word.right;
    (word.bottom - next.bottom).abs() < 0.1 * size && (-0.4 * size..0.12 * size).contains(&gap)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "positions on a page need no more than six digits"
)]
fn narrowed(value: f64) -> f32 {
    value as f32
}
