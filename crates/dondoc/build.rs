//! Says what the program is built from besides its source: a new file of strings is compiled in as well.

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=assets");
}
