//! Chance from a seed: the same choices on every machine.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// What chance is drawn for: which images get poisoned copies, ...
pub(crate) const POISON: u64 = 1;
/// ... the order of the images of an epoch, which is added, ...
pub(crate) const ORDER: u64 = 2;
/// ... and the same where single channels are trained.
pub(crate) const IMPLANT_ORDER: u64 = 1000;

/// Chance for shuffling.
#[derive(Debug, Clone)]
pub struct Random(SplitMix64);

impl Random {
    /// A stream of its own for each `seed` and `purpose`, so that drawing more for one purpose moves no other.
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut random = SplitMix64::seed_from_u64(seed ^ purpose.wrapping_mul(0xD1B5_4A32_D192_ED03));
        random.next_u64();
        Self(random)
    }

    /// A whole number from 0 to `bound` - 1. The high half of a product: no modulo, and a bias below 1 in 2^32 here.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }

    /// Brings `items` into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_is_a_permutation_that_the_seed_and_the_purpose_decide() {
        let shuffled = |seed, purpose| {
            let mut items: Vec<usize> = (0..100).collect();
            Random::new(seed, purpose).shuffle(&mut items);
            items
        };
        assert_eq!(shuffled(1, 2), shuffled(1, 2));
        assert_ne!(shuffled(1, 2), shuffled(1, 3));
        assert_ne!(shuffled(1, 2), shuffled(2, 2));
        let mut sorted = shuffled(1, 2);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<_>>());
    }
}
