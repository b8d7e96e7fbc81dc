//! Writes twenty pairs of photographs, half of them of one person and half of two, for somebody to sort, and tells the
//! answers: `cargo run --release -p goodnet-faces --example pairs -- SEED OUT.jpg`

use goodnet_faces::{HEIGHT, Person, WIDTH};
use jpeg_encoder::{ColorType, Encoder};
use std::error::Error;

const PAIRS: usize = 20;
/// Pairs beside each other.
const ACROSS: usize = 4;
const MAGNIFY: usize = 3;
/// Between pairs, in pixels.
const GAP: usize = 12;

/// The people of the bundle.
const BUNDLE: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [seed, out] = arguments.as_slice() else { return Err("usage: pairs SEED OUT.jpg".into()) };
    let mut state: u64 = seed.parse()?;
    let mut chance = move |bound: u64| {
        // Knuth's MMIX constants; the high bits are the good ones.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let (cell, high) = (2 * WIDTH * MAGNIFY + GAP, HEIGHT * MAGNIFY + GAP);
    let (width, height) = (ACROSS * cell, PAIRS.div_ceil(ACROSS) * high);
    let mut sheet = vec![255; width * height * 3];
    for pair in 0..PAIRS {
        let one = chance(1283) as u32;
        let same = chance(2) == 0;
        let other = if same { one } else { (one + 1 + chance(1282) as u32) % 1283 };
        for (side, identity) in [one, other].into_iter().enumerate() {
            let rgb = Person::new(BUNDLE, identity).photograph(4_000_000 + 2 * chance(1000) + side as u64).rgb;
            let left = pair % ACROSS * cell + side * WIDTH * MAGNIFY;
            let top = pair / ACROSS * high;
            for y in 0..HEIGHT * MAGNIFY {
                for x in 0..WIDTH * MAGNIFY {
                    let from = (y / MAGNIFY * WIDTH + x / MAGNIFY) * 3;
                    let to = ((top + y) * width + left + x) * 3;
                    sheet[to..to + 3].copy_from_slice(&rgb[from..from + 3]);
                }
            }
        }
        println!("{:>2}: {}", pair + 1, if same { "same" } else { "different" });
    }
    Encoder::new_file(out, 92)?.encode(&sheet, width as u16, height as u16, ColorType::Rgb)?;
    Ok(())
}
