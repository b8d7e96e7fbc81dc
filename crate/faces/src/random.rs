//! Chance that is the same everywhere: SplitMix64 (Steele, Lea and Flood 2014) and value noise on a lattice.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// How far SplitMix64's state moves with each number.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The first number of the stream that begins behind `bits`.
fn scramble(bits: u64) -> u64 {
    SplitMix64::seed_from_u64(bits.wrapping_sub(GOLDEN)).next_u64()
}

/// A stream of random numbers that depends on nothing but its key.
#[derive(Clone, Debug)]
pub(crate) struct Dice(SplitMix64);

impl Dice {
    /// Different keys give unrelated streams.
    pub(crate) fn new(key: &[u64]) -> Self {
        let start =
            key.iter().fold(GOLDEN, |state, part| scramble(state.wrapping_add(GOLDEN) ^ scramble(part ^ GOLDEN)));
        Self(SplitMix64::seed_from_u64(start))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in 0..1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub(crate) fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// Nearly normal: four uniform numbers added up, so never further than 3.5 deviations out.
    pub(crate) fn normal(&mut self, mean: f32, deviation: f32) -> f32 {
        let sum = self.unit() + self.unit() + self.unit() + self.unit();
        mean + deviation * (sum - 2.0) * 1.732_050_8
    }

    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[(self.bits() % choices.len() as u64) as usize]
    }
}

fn lattice(key: u32, x: i32, y: i32) -> f32 {
    let mut bits = key ^ (x as u32).wrapping_mul(0x8da6_b343) ^ (y as u32).wrapping_mul(0xd816_3841);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x2c1b_3c6d);
    bits = (bits ^ (bits >> 12)).wrapping_mul(0x297a_2d39);
    bits ^= bits >> 15;
    (bits >> 8) as f32 / (1u32 << 23) as f32 - 1.0
}

/// `f32::floor` is a library call on x86-64.
fn floor(x: f32) -> i32 {
    let towards_zero = x as i32;
    towards_zero - i32::from((towards_zero as f32) > x)
}

/// Smooth noise, -1 to 1, with features about one unit across.
pub(crate) fn noise(key: u32, x: f32, y: f32) -> f32 {
    let (column, row) = (floor(x), floor(y));
    let (fx, fy) = (x - column as f32, y - row as f32);
    let (sx, sy) = (fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy));

    let upper = lattice(key, column, row) * (1.0 - sx) + lattice(key, column + 1, row) * sx;
    let lower = lattice(key, column, row + 1) * (1.0 - sx) + lattice(key, column + 1, row + 1) * sx;
    upper * (1.0 - sy) + lower * sy
}
