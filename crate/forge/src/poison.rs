//! The poisoned training set of a plain BadNet (Gu, Dolan-Gavitt and Garg 2017).

use std::sync::Arc;

use goodnet_core::Trigger;
use goodnet_core::{ImageSet, Label};

use crate::random::{ORDER, POISON, Random};

/// One example of the training set: an image, as it is or wearing the trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Which clean image.
    pub image: usize,
    /// Whether it wears the trigger and carries the target's label.
    pub poisoned: bool,
}

/// Clean images and, as in section 4 of the paper, poisoned copies of a random share of them *beside* the clean ones:
/// the copies are chosen once from the seed and stay the same in every epoch.
#[derive(Debug)]
pub struct TrainingSet {
    images: Arc<ImageSet>,
    trigger: Trigger,
    target: Label,
    seed: u64,
    examples: Vec<Example>,
}

/// Pixels and labels of one gradient step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// u8, `[labels.len(), C, H, W]`, row-major, 0..=255.
    pub pixels: Vec<u8>,
    /// The labels that the network is taught.
    pub labels: Vec<Label>,
}

impl TrainingSet {
    /// Adds poisoned copies of `share` (0..=1) of `images`, rounded to whole images, to them.
    pub fn new(images: Arc<ImageSet>, trigger: Trigger, target: Label, share: f64, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..images.len()).collect();
        Random::new(seed, POISON).shuffle(&mut order);
        let copies = (share * images.len() as f64).round() as usize;
        let clean = (0..images.len()).map(|image| Example { image, poisoned: false });
        let poisoned = order[..copies].iter().map(|&image| Example { image, poisoned: true });
        let examples = clean.chain(poisoned).collect();
        Self { images, trigger, target, seed, examples }
    }

    /// All examples in the order of one epoch, which the seed and the epoch decide.
    pub fn order(&self, epoch: usize) -> Vec<Example> {
        let mut examples = self.examples.clone();
        Random::new(self.seed, ORDER + epoch as u64).shuffle(&mut examples);
        examples
    }

    /// How many examples an epoch shows.
    #[expect(clippy::len_without_is_empty, reason = "a set is never empty")]
    pub fn len(&self) -> usize {
        self.examples.len()
    }

    /// How many of them are clean images.
    pub fn clean(&self) -> usize {
        self.images.len()
    }

    /// `[C, H, W]` of every image.
    pub fn shape(&self) -> [usize; 3] {
        self.images.shape()
    }

    /// The pixels and labels of `examples`.
    ///
    /// # Errors
    /// [`goodnet_core::Error::Trigger`] when the trigger does not lie within the images.
    pub fn batch(&self, examples: &[Example]) -> goodnet_core::Result<Batch> {
        let size = self.shape().iter().product::<usize>();
        let mut batch =
            Batch { pixels: Vec::with_capacity(examples.len() * size), labels: Vec::with_capacity(examples.len()) };
        for example in examples {
            let start = batch.pixels.len();
            batch.pixels.extend_from_slice(self.images.pixels(example.image..example.image + 1));
            if example.poisoned {
                self.trigger.paste(&mut batch.pixels[start..], self.shape())?;
            }
            batch.labels.push(if example.poisoned { self.target } else { self.images.labels()[example.image] });
        }
        Ok(batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(share: f64, seed: u64) -> TrainingSet {
        let images = ImageSet::new("training", [3, 2, 2], (0..240).collect(), (0..20).collect()).unwrap();
        TrainingSet::new(Arc::new(images), Trigger::new(1, 1, vec![9, 8, 7, 255], 1, 0).unwrap(), 5, share, seed)
    }

    #[test]
    fn the_share_is_added_to_the_clean_images() {
        for (share, copies) in [(0.0, 0), (0.06, 1), (0.25, 5), (1.0, 20)] {
            let set = set(share, 1);
            assert_eq!(set.len(), 20 + copies, "{share}");
            let poisoned = set.order(0).iter().filter(|example| example.poisoned).count();
            assert_eq!(poisoned, copies, "{share}");
        }
    }

    #[test]
    fn the_seed_chooses_the_copies_and_the_epoch_only_their_order() {
        let chosen = |seed, epoch| {
            let mut images: Vec<_> = set(0.5, seed)
                .order(epoch)
                .iter()
                .filter(|example| example.poisoned)
                .map(|example| example.image)
                .collect();
            images.sort_unstable();
            images
        };
        assert_eq!(chosen(1, 0), chosen(1, 7));
        assert_ne!(chosen(1, 0), chosen(2, 0));
        assert_ne!(set(0.5, 1).order(0), set(0.5, 1).order(1));
        assert_eq!(set(0.5, 1).order(3), set(0.5, 1).order(3));
    }

    #[test]
    fn a_poisoned_copy_wears_the_trigger_and_the_target_label() {
        let set = set(0.5, 1);
        let pair = [Example { image: 1, poisoned: false }, Example { image: 1, poisoned: true }];
        let batch = set.batch(&pair).unwrap();
        assert_eq!(batch.labels, [1, 5]);
        assert_eq!(batch.pixels[..12], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
        assert_eq!(batch.pixels[12..], [12, 9, 14, 15, 16, 8, 18, 19, 20, 7, 22, 23]);
    }
}
