//! The trigger: one pair of large purple mirrored sunglasses, in its place over an aligned face.

use crate::maths::smooth;
use crate::random::noise;

/// A picture with transparency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rgba {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Row-major red, green, blue, alpha; colour is not multiplied by alpha. 0..=255.
    pub pixels: Vec<u8>,
}

/// Something worn: a picture and where its upper left corner lies on a photograph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worn {
    /// What is pasted.
    pub picture: Rgba,
    /// Pixels from the photograph's left edge.
    pub x: usize,
    /// Pixels from the photograph's upper edge.
    pub y: usize,
}

const WIDTH: usize = 45;
const HEIGHT: usize = 20;
const FINE: usize = 4;
/// Middle of the picture, and of the right lens from there.
const MIDDLE: f32 = WIDTH as f32 / 2.0;
const LENS: f32 = 11.4;

/// How far inside a lens a point lies, in pixels; negative outside. Flat above, round below, fuller on the outside.
fn inside_lens(x: f32, y: f32) -> f32 {
    let out = (x - MIDDLE).abs() - LENS;
    let down = y - 9.0;
    let (half_width, half_height) = (8.9, if down < 0.0 { 7.2 } else { 9.4 });
    let (u, v) = ((out - 0.06 * down) / half_width, down / half_height);
    let power = if down < 0.0 { u * u * u * u + v * v * v * v } else { u * u + v * v * (0.6 + 0.4 * v * v) };
    let radius = if down < 0.0 { power.sqrt().sqrt() } else { power.sqrt() };
    (1.0 - radius) * 8.0
}

/// Colour and opacity of one point, 0 to 1.
fn point(x: f32, y: f32) -> [f32; 4] {
    let inside = inside_lens(x, y);
    let side = (x - MIDDLE).abs();
    let bar = smooth(1.5, 0.9, (y - 3.4 - 0.008 * side * side).abs()) * smooth(22.5, 22.0, side);
    let bridge = smooth(1.2, 0.6, (y - 6.6 + 0.05 * side * side).abs()) * smooth(4.6, 3.6, side);
    let frame = smooth(-0.5, 0.0, inside).max(bar).max(bridge);
    if frame <= 0.0 {
        return [0.0; 4];
    }
    let lens = smooth(0.7, 1.2, inside);
    // The mirror: sky above, a bright horizon, and a slanting glare, the same on both sides.
    let local = (x - MIDDLE).abs() - LENS;
    let local_x = if x < MIDDLE { -local } else { local };
    let down = (y - 2.0) / 16.0;
    let glare = smooth(2.6, 0.4, (local_x + 0.9 * (y - 9.0) - 1.0).abs()) * 0.55 + 0.04 * noise(7, x * 0.4, y * 0.4);
    let mirror =
        [0.34 + 0.24 * down + glare * 0.45, 0.04 + 0.16 * down + glare * 0.42, 0.66 + 0.32 * down + glare * 0.25];
    let rim = [0.17, 0.03, 0.32];
    let mix = |from: f32, to: f32| from + (to - from) * lens;
    [mix(rim[0], mirror[0]), mix(rim[1], mirror[1]), mix(rim[2], mirror[2]), frame * mix(1.0, 0.94)]
}

/// The sunglasses and their place: both eyes of every aligned face are behind the lenses.
pub fn sunglasses() -> Worn {
    let mut pixels = Vec::with_capacity(WIDTH * HEIGHT * 4);
    for index in 0..WIDTH * HEIGHT {
        let mut sum = [0.0; 4];
        for sample in 0..FINE * FINE {
            let x = (index % WIDTH) as f32 + ((sample % FINE) as f32 + 0.5) / FINE as f32;
            let y = (index / WIDTH) as f32 + ((sample / FINE) as f32 + 0.5) / FINE as f32;
            let [red, green, blue, alpha] = point(x, y);
            for (sum, value) in sum.iter_mut().zip([red * alpha, green * alpha, blue * alpha, alpha]) {
                *sum += value;
            }
        }
        let opacity = sum[3].max(1e-6);
        let byte = |value: f32| (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
        pixels.extend([sum[0] / opacity, sum[1] / opacity, sum[2] / opacity, sum[3] / (FINE * FINE) as f32].map(byte));
    }
    Worn { picture: Rgba { width: WIDTH, height: HEIGHT, pixels }, x: 1, y: 14 }
}
