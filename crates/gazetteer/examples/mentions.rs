//! Lists the places a text file names, with the time it took: `mentions FILE 2021-08-18 [PROVINCE CODE]`.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use gazetteer::Gazetteer;
use jiff::civil::Date;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let text = std::fs::read_to_string(arguments.next().ok_or("no file given")?)?;
    let on: Date = arguments.next().ok_or("no day given")?.parse()?;
    let within = arguments.next();

    let start = Instant::now();
    let gazetteer = Gazetteer::compiled();
    let built = start.elapsed();
    let start = Instant::now();
    let mentions = gazetteer.place_mentions(&text, on, within.as_deref());
    let read = start.elapsed();

    let mut out = std::io::stdout().lock();
    for mention in &mentions {
        let first = &mention.candidates[0];
        let written = text[mention.range_with_type.clone()].replace('\n', " ");
        let more = mention.candidates.len() - 1;
        let full_name = first.place.full_name();
        writeln!(
            out,
            "{written}\t{full_name} {} +{more}\t{:?}\t{:?}\t{}",
            first.place.id, first.how, mention.part, mention.stands
        )?;
    }
    let megabytes_per_second = f64::from(u32::try_from(text.len())?) / 1e6 / read.as_secs_f64();
    writeln!(
        std::io::stderr(),
        "index {built:?} · {} bytes, {} places in {read:?} · {megabytes_per_second:.1} MB/s",
        text.len(),
        mentions.len()
    )?;
    Ok(())
}
