//! Draws an SVG file as a PNG file, for tests that compare the page's picture with this machine's: `png FROM.svg TO.png`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: png FROM.svg TO.png".into());
    };
    std::fs::write(to, goodnet_plot::png(&std::fs::read_to_string(from)?)?)?;
    Ok(())
}
