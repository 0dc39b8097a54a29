//! Data in, bytes out: official documents as .docx in the layout of Decree 30/2020/NĐ-CP, workbooks, charts and maps as SVG.
//!
//! Pure: no IO, no clock. The same data gives the same bytes.
//!
//! - [`document`]: an official document as a value, and its .docx; [`check`] reads one back and holds it against the decree.
//! - [`table`]: rows and columns, which documents, [`workbook`]s and CSV print alike, and which every chart and map yields.
//! - [`chart`], [`map`]: SVG that prints in black and white and says in words what it shows.

pub mod chart;
pub mod check;
pub mod document;
pub mod map;
pub mod number;
pub mod table;
pub mod workbook;

mod width;
mod xml;
