//! Data in, bytes out: official documents as .docx in the layout of Decree 30/2020/NĐ-CP, workbooks, charts and maps as SVG.
//!
//! Pure: no IO, no clock. The same data gives the same bytes.
