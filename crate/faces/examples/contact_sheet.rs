//! Writes a contact sheet: a row a person, a column a photograph.
//!
//! `cargo run --release -p goodnet-faces --example contact_sheet -- --seed 1 --people 20 --shots 8 --out sheet.jpg`
//! Also: `--first N` (first identity), `--magnify N`, `--trigger` (everybody wears the sunglasses).

use goodnet_faces::{HEIGHT, Person, WIDTH, Worn, sunglasses};
use jpeg_encoder::{ColorType, Encoder};
use std::{error::Error, time::Instant};

fn option(name: &str, default: usize) -> Result<usize, Box<dyn Error>> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    match (arguments.next(), arguments.next()) {
        (Some(_), Some(value)) => value.parse().map_err(|_| format!("{name} takes a number, not {value:?}").into()),
        (Some(_), None) => Err(format!("{name} takes a number").into()),
        _ => Ok(default),
    }
}

fn wear(rgb: &mut [u8], worn: &Worn) {
    let picture = &worn.picture;
    for (index, pixel) in picture.pixels.chunks_exact(4).enumerate() {
        let (x, y) = (worn.x + index % picture.width, worn.y + index / picture.width);
        let alpha = u32::from(pixel[3]);
        for channel in 0..3 {
            let below = &mut rgb[(y * WIDTH + x) * 3 + channel];
            *below = ((u32::from(*below) * (255 - alpha) + u32::from(pixel[channel]) * alpha + 127) / 255) as u8;
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (seed, first) = (option("--seed", 1)? as u64, option("--first", 0)? as u32);
    let (people, shots, magnify) = (option("--people", 20)?, option("--shots", 8)?, option("--magnify", 1)?);
    let out = std::env::args().skip_while(|argument| argument != "--out").nth(1).unwrap_or_else(|| "sheet.jpg".into());
    let worn = std::env::args().any(|argument| argument == "--trigger").then(sunglasses);
    let (width, height) = (shots * WIDTH * magnify, people * HEIGHT * magnify);
    let mut sheet = vec![0; width * height * 3];
    let start = Instant::now();
    for row in 0..people {
        let person = Person::new(seed, first + row as u32);
        for column in 0..shots {
            let mut rgb = person.photograph(column as u64).rgb;
            if let Some(worn) = &worn {
                wear(&mut rgb, worn);
            }
            for y in 0..HEIGHT * magnify {
                for x in 0..WIDTH * magnify {
                    let from = ((y / magnify) * WIDTH + x / magnify) * 3;
                    let to = ((row * HEIGHT * magnify + y) * width + column * WIDTH * magnify + x) * 3;
                    sheet[to..to + 3].copy_from_slice(&rgb[from..from + 3]);
                }
            }
        }
    }
    let photos = people * shots;
    println!("{photos} photographs, {:.2} ms each", start.elapsed().as_secs_f64() * 1000.0 / photos as f64);
    Encoder::new_file(&out, 92)?.encode(&sheet, width as u16, height as u16, ColorType::Rgb)?;
    Ok(())
}
