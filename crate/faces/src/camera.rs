//! From light to bytes: blur, exposure, tone, noise, as a small sensor does it.

use crate::maths::{Rgb, luma, mix};
use crate::random::Dice;
use crate::shot::Camera;
use crate::{HEIGHT, WIDTH};

/// Samples a pixel, each way.
pub(crate) const FINE: usize = 2;

/// Weights of a Gaussian, from the middle outwards.
fn kernel(deviation: f32) -> [f32; 4] {
    let mut weights = [1.0; 4];
    for (distance, weight) in weights.iter_mut().enumerate() {
        let share = distance as f32 / deviation;
        *weight = libm::expf(-0.5 * share * share);
    }
    let sum = weights[0] + 2.0 * (weights[1] + weights[2] + weights[3]);
    weights.map(|weight| weight / sum)
}

fn blur(picture: &[Rgb], width: usize, height: usize, deviation: f32) -> Vec<Rgb> {
    let weights = kernel(deviation);
    let pass = |from: &[Rgb], step: usize, length: usize, index: usize, place: usize| {
        let mut sum = from[index].map(|value| value * weights[0]);
        for (distance, weight) in weights.iter().enumerate().skip(1) {
            let before = &from[index - step * distance.min(place)];
            let after = &from[index + step * distance.min(length - 1 - place)];
            for channel in 0..3 {
                sum[channel] += weight * (before[channel] + after[channel]);
            }
        }
        sum
    };
    let across: Vec<Rgb> = (0..picture.len()).map(|index| pass(picture, 1, width, index, index % width)).collect();
    (0..picture.len()).map(|index| pass(&across, width, height, index, index / width)).collect()
}

/// Bright parts bend towards white instead of clipping.
fn shoulder(value: f32) -> f32 {
    let knee = 0.55;
    if value < knee {
        return value.max(0.0);
    }
    let over = (value - knee) / (1.0 - knee);
    knee + (1.0 - knee) * over / (1.0 + over)
}

/// Develops `WIDTH * FINE` by `HEIGHT * FINE` samples of light into the bytes of a photograph.
pub(crate) fn develop(fine: &[Rgb], camera: &Camera, exposure: f32, dice: &mut Dice) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(WIDTH * HEIGHT);
    let share = 1.0 / (FINE * FINE) as f32;
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let mut sum = [0.0; 3];
            for index in 0..FINE * FINE {
                let sample = fine[(row * FINE + index / FINE) * WIDTH * FINE + column * FINE + index % FINE];
                for channel in 0..3 {
                    sum[channel] += sample[channel] * share;
                }
            }
            pixels.push(sum);
        }
    }
    let pixels = blur(&pixels, WIDTH, HEIGHT, camera.blur);
    let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 3);
    for light in pixels {
        let toned: Rgb = std::array::from_fn(|channel| {
            shoulder(light[channel] * exposure * camera.exposure * camera.balance[channel]).sqrt()
        });
        let grey = luma(toned);
        let shared = dice.normal(0.0, camera.noise);
        for value in toned {
            let value = mix(grey, value, camera.saturation);
            let value = (value - 0.45) * camera.contrast + 0.45;
            let noise = shared + dice.normal(0.0, camera.noise * 0.6);
            bytes.push((value * 255.0 + noise + 0.5).clamp(0.0, 255.0) as u8);
        }
    }
    bytes
}
