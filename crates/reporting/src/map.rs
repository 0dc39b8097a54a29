//! A map of places as SVG: points with their size, circles on the ground (clusters), names. No tiles and no network; the
//! projection is the plain one of latitude and longitude, true in the middle of what is shown, which is enough for a
//! province.

use crate::chart::Told;
use crate::chart::drawing::{Anchor, Drawing, LINE, Pen, width_of};
use crate::number;
use crate::table::{Cell, Column, Row, Table};

const WIDTH: f64 = 720.0;
const LEAST_HEIGHT: f64 = 240.0;
const MOST_HEIGHT: f64 = 900.0;
const MARGIN: f64 = 46.0;
/// Kilometres of a degree of latitude.
const DEGREE: f64 = 111.2;
/// Radius of the largest point, in pixels; the surface of a point stands for its value.
const LARGEST: f64 = 16.0;

/// A map.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// What it is called and says.
    pub told: Told,
    /// The words on it.
    pub words: MapWords,
    /// Its places.
    pub places: Vec<Place>,
    /// Circles on the ground.
    pub circles: Vec<Circle>,
}

/// The words on a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapWords {
    /// What the places are: `Xã, phường`.
    pub place: String,
    /// What their size is: `Số vụ`.
    pub value: String,
    /// What a flagged place is: `Thuộc cụm`.
    pub flagged: String,
    /// What the circles are: `Phạm vi cụm`.
    pub circle: String,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub at: Coordinates,
    /// What its size shows; a place without a value is a small ring.
    pub value: Option<f64>,
    /// Whether its name is printed; all names stand in the table.
    pub is_named: bool,
    /// Whether it calls for attention.
    pub is_flagged: bool,
}

/// A circle on the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// What it bears in its middle: `Cụm 1`.
    pub label: String,
    /// Its middle.
    pub at: Coordinates,
    /// Its radius in kilometres.
    pub kilometres: f64,
}

/// Where something is, in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinates {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

impl Map {
    /// The map.
    pub fn svg(&self) -> String {
        let ground = Ground::of(self);
        let height = ground.height + 3.0 * LINE;
        Drawing::svg(&self.told, WIDTH, height, |drawing| self.draw(drawing, &ground))
    }

    /// The same figures as rows: each place with its value and the circle it lies in.
    pub fn table(&self) -> Table {
        let words = &self.words;
        let columns = vec![
            Column::words(&words.place, 34),
            Column::figures(&words.value, 12),
            Column::centred(&words.flagged, 12),
            Column::words(&words.circle, 20),
        ];
        let mut table = Table::new(&self.told.title, columns);
        let row = |place: &Place| {
            let within = self.circles.iter().filter(|circle| circle.holds(place.at));
            let labels: Vec<&str> = within.map(|circle| circle.label.as_str()).collect();
            Row::Plain(vec![
                place.name.as_str().into(),
                place.value.map_or(Cell::Empty, |value| Cell::Decimal {
                    value,
                    decimals: decimals(value),
                }),
                if place.is_flagged {
                    Cell::text("●")
                } else {
                    Cell::Empty
                },
                labels.join(", ").into(),
            ])
        };
        table.rows = self.places.iter().map(row).collect();
        table
    }

    fn draw(&self, drawing: &mut Drawing, ground: &Ground) {
        drawing.rectangle(Pen::Frame, (1.0, 1.0), (WIDTH - 2.0, ground.height - 2.0), None);
        for circle in &self.circles {
            let radius = circle.kilometres * ground.pixels_a_kilometre;
            let told = format!("{}: {} km", circle.label, number::decimal(circle.kilometres, 1));
            drawing.circle(Pen::Expected, ground.place(circle.at), radius, Some(&told));
        }
        let largest = self.places.iter().filter_map(|place| place.value).fold(0.0, f64::max);
        for place in &self.places {
            draw_place(drawing, place, ground.place(place.at), largest);
        }
        for circle in &self.circles {
            let (x, y) = ground.place(circle.at);
            let top = (y - circle.kilometres * ground.pixels_a_kilometre - 5.0).max(LINE);
            drawing.words((x, top), Anchor::Middle, &circle.label);
        }
        for place in self.places.iter().filter(|place| place.is_named) {
            let (x, y) = ground.place(place.at);
            let beside = radius(place.value, largest) + 5.0;
            let fits = x + beside + width_of(&place.name) < WIDTH - 4.0;
            let (x, anchor) = if fits {
                (x + beside, Anchor::Start)
            } else {
                (x - beside, Anchor::End)
            };
            drawing.words((x, y + 4.0), anchor, &place.name);
        }
        self.draw_legend(drawing, ground, largest);
    }

    fn draw_legend(&self, drawing: &mut Drawing, ground: &Ground, largest: f64) {
        let y = ground.height + 1.6 * LINE;
        let mut x = 12.0;
        let mut entry = |drawing: &mut Drawing, words: &str, sign: &dyn Fn(&mut Drawing, (f64, f64))| {
            sign(drawing, (x + 16.0, y - 4.0));
            drawing.words((x + 38.0, y), Anchor::Start, words);
            x += 38.0 + width_of(words) + 20.0;
        };
        if largest > 0.0 {
            let words = format!("{}: {}", self.words.value, number::decimal(largest, decimals(largest)));
            entry(drawing, &words, &|drawing, at| {
                drawing.circle(Pen::Point, at, LARGEST, None);
            });
        }
        if self.places.iter().any(|place| place.is_flagged) {
            entry(drawing, &self.words.flagged, &|drawing, at| {
                drawing.circle(Pen::Hatched(0), at, LARGEST / 2.0, None);
            });
        }
        if !self.circles.is_empty() {
            entry(drawing, &self.words.circle, &|drawing, at| {
                drawing.circle(Pen::Expected, at, LARGEST, None);
            });
        }
        let (kilometres, length) = ground.ruler();
        let right = WIDTH - 16.0;
        drawing.line(
            Pen::Axis,
            &[
                (right - length, y - 8.0),
                (right - length, y - 2.0),
                (right, y - 2.0),
                (right, y - 8.0),
            ],
        );
        let words = format!("{} km", number::decimal(kilometres, 0));
        drawing.words((right - length - 6.0, y), Anchor::End, &words);
    }
}

fn draw_place(drawing: &mut Drawing, place: &Place, at: (f64, f64), largest: f64) {
    let told = match place.value {
        Some(value) => format!("{}: {}", place.name, number::decimal(value, decimals(value))),
        None => place.name.clone(),
    };
    let pen = match (place.value, place.is_flagged) {
        (_, true) => Pen::Hatched(0),
        (Some(_), false) => Pen::Point,
        (None, false) => Pen::Frame,
    };
    drawing.circle(pen, at, radius(place.value, largest), Some(&told));
}

/// The surface of a point stands for its value.
fn radius(value: Option<f64>, largest: f64) -> f64 {
    match value {
        Some(value) if largest > 0.0 => (LARGEST * (value.max(0.0) / largest).sqrt()).max(2.0),
        _ => 2.0,
    }
}

fn decimals(value: f64) -> u8 {
    u8::from(value.fract() != 0.0)
}

impl Circle {
    fn holds(&self, at: Coordinates) -> bool {
        self.at.kilometres_to(at) <= self.kilometres * (1.0 + 1e-9)
    }
}

impl Coordinates {
    /// Distance in kilometres on the plane of the map; within a province this differs from the one on the globe by less
    /// than one in a thousand.
    pub fn kilometres_to(self, other: Self) -> f64 {
        let shrink = f64::midpoint(self.latitude, other.latitude).to_radians().cos();
        let north = (other.latitude - self.latitude) * DEGREE;
        let east = (other.longitude - self.longitude) * DEGREE * shrink;
        north.hypot(east)
    }

    fn is_known(self) -> bool {
        self.latitude.is_finite() && self.longitude.is_finite()
    }
}

/// How the ground lies on the sheet.
struct Ground {
    west: f64,
    north: f64,
    /// Pixels of a degree of longitude; one of latitude has `pixels / shrink`.
    pixels: f64,
    shrink: f64,
    pixels_a_kilometre: f64,
    left: f64,
    height: f64,
}

impl Ground {
    /// The least rectangle that holds places and circles, with a margin for names.
    fn of(map: &Map) -> Self {
        let points = map.places.iter().map(|place| (place.at, 0.0));
        let circles = map.circles.iter().map(|circle| (circle.at, circle.kilometres));
        let all: Vec<_> = points.chain(circles).filter(|(at, _)| at.is_known()).collect();
        let middle = all.iter().map(|(at, _)| at.latitude).sum::<f64>()
            / f64::from(u32::try_from(all.len().max(1)).unwrap_or(u32::MAX));
        let shrink = middle.to_radians().cos().max(0.01);
        let mut edges = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];
        for (at, kilometres) in all {
            let (up, side) = (kilometres / DEGREE, kilometres / DEGREE / shrink);
            edges[0] = edges[0].min(at.longitude - side);
            edges[1] = edges[1].max(at.longitude + side);
            edges[2] = edges[2].min(at.latitude - up);
            edges[3] = edges[3].max(at.latitude + up);
        }
        if !edges.iter().all(|edge| edge.is_finite()) {
            edges = [0.0, 1.0, 0.0, 1.0];
        }
        // A single place still has some ground around it.
        let wide = (edges[1] - edges[0]).max(0.02);
        let high = (edges[3] - edges[2]).max(0.02);
        let room = WIDTH - 2.0 * MARGIN;
        let pixels = (room / wide).min((MOST_HEIGHT - 2.0 * MARGIN) * shrink / high);
        let height = (high * pixels / shrink + 2.0 * MARGIN).max(LEAST_HEIGHT);
        Self {
            west: f64::midpoint(edges[0], edges[1]) - wide / 2.0,
            north: f64::midpoint(edges[2], edges[3]) + (height - 2.0 * MARGIN) * shrink / pixels / 2.0,
            pixels,
            shrink,
            pixels_a_kilometre: pixels / shrink / DEGREE,
            left: (WIDTH - wide * pixels) / 2.0,
            height,
        }
    }

    fn place(&self, at: Coordinates) -> (f64, f64) {
        (
            self.left + (at.longitude - self.west) * self.pixels,
            MARGIN + (self.north - at.latitude) * self.pixels / self.shrink,
        )
    }

    /// A round number of kilometres, and how long it is on the sheet.
    fn ruler(&self) -> (f64, f64) {
        let kilometres = [200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0]
            .into_iter()
            .find(|kilometres| kilometres * self.pixels_a_kilometre <= 120.0)
            .unwrap_or(1.0);
        (kilometres, kilometres * self.pixels_a_kilometre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Coordinates {
        Coordinates { latitude, longitude }
    }

    fn map() -> Map {
        let place = |name: &str, at, value, is_flagged| Place {
            name: name.into(),
            at,
            value,
            is_named: true,
            is_flagged,
        };
        Map {
            told: Told {
                id: "m".into(),
                title: "Bản đồ".into(),
                description: "Hai xã".into(),
            },
            words: MapWords {
                place: "Xã".into(),
                value: "Số vụ".into(),
                flagged: "Thuộc cụm".into(),
                circle: "Cụm".into(),
            },
            places: vec![
                place("Bắc", at(15.0, 108.0), Some(9.0), true),
                place("Nam", at(14.0, 108.0), Some(1.0), false),
            ],
            circles: vec![Circle {
                label: "Cụm 1".into(),
                at: at(15.0, 108.0),
                kilometres: 5.0,
            }],
        }
    }

    #[test]
    fn a_degree_of_latitude_is_its_kilometres_on_the_sheet() {
        let map = map();
        let ground = Ground::of(&map);
        let [north, south] = [15.0, 14.0].map(|latitude| ground.place(at(latitude, 108.0)).1);
        assert!(south > north);
        assert!(((south - north) / ground.pixels_a_kilometre - DEGREE).abs() < 1e-6);
        let [west, east] = [108.0, 108.5].map(|longitude| ground.place(at(14.5, longitude)).0);
        let apart = at(14.5, 108.0).kilometres_to(at(14.5, 108.5));
        assert!(((east - west) / ground.pixels_a_kilometre - apart).abs() < 0.1);
    }

    #[test]
    fn the_table_says_what_the_map_shows() {
        let rows = map().table().rows;
        assert_eq!(
            rows[0],
            Row::Plain(vec![
                "Bắc".into(),
                Cell::Decimal {
                    value: 9.0,
                    decimals: 0
                },
                "●".into(),
                "Cụm 1".into()
            ])
        );
        assert!(matches!(&rows[1], Row::Plain(cells) if cells[3] == Cell::text("")));
    }

    #[test]
    fn the_surface_of_a_point_is_its_value() {
        assert!((radius(Some(9.0), 9.0) / radius(Some(1.0), 9.0) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_map_of_nothing_is_a_map() {
        let mut map = map();
        map.places.clear();
        map.circles.clear();
        assert!(map.svg().contains("<title id=\"m-title\">Bản đồ</title>"));
        assert!(!map.svg().contains("NaN"));
    }
}
