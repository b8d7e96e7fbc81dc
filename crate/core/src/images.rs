//! The four image sets that a defence is given.

use std::sync::Arc;

use goodnet_data::{ImageSet, Label};
use serde::{Deserialize, Serialize};

/// One of the four image sets of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "SetName"))]
#[serde(rename_all = "camelCase")]
pub enum Split {
    /// Clean validation images: channels are ranked and thresholds met on these.
    Validation,
    /// The same, with the trigger.
    PoisonedValidation,
    /// Clean test images: repaired models are scored on these.
    Test,
    /// The same, with the trigger.
    PoisonedTest,
}

/// The images of a run. Only the validation images may be used to choose anything. Who has no poisoned images gives sets
/// without any, and there is no attack success rate.
#[derive(Debug, Clone)]
pub struct Images {
    /// Clean validation images.
    pub validation: Arc<ImageSet>,
    /// Validation images that wear the trigger, labelled with the attacker's target.
    pub poisoned_validation: Arc<ImageSet>,
    /// Clean test images.
    pub test: Arc<ImageSet>,
    /// Test images that wear the trigger, labelled with the attacker's target.
    pub poisoned_test: Arc<ImageSet>,
}

impl Split {
    /// All four, in the order in which they are used.
    pub const ALL: [Self; 4] = [Self::Validation, Self::PoisonedValidation, Self::Test, Self::PoisonedTest];
}

impl Images {
    /// For who has no test images: repaired models are scored on the validation images, too.
    pub fn untested(validation: Arc<ImageSet>, poisoned_validation: Arc<ImageSet>) -> Self {
        let (test, poisoned_test) = (Arc::clone(&validation), Arc::clone(&poisoned_validation));
        Self { validation, poisoned_validation, test, poisoned_test }
    }

    /// What repaired models are scored on: [`Split::Test`], or [`Split::Validation`] where there are no test images.
    pub fn scored_on(&self) -> Split {
        if Arc::ptr_eq(&self.test, &self.validation) { Split::Validation } else { Split::Test }
    }

    /// The attacker's label, as the poisoned images have it; `None` where there are none.
    pub fn target(&self) -> Option<Label> {
        [&self.poisoned_validation, &self.poisoned_test].iter().find_map(|set| set.labels().first().copied())
    }

    /// At most so many of the clean validation images, from all over the set, and nothing else: what a detector looks at.
    pub(crate) fn some_clean(&self, most: usize) -> Self {
        let set = &self.validation;
        let none = Arc::new(ImageSet::none(self.poisoned_validation.name(), set.shape()));
        if most >= set.len() {
            return Self::untested(Arc::clone(set), none);
        }
        let chosen = (0..most).map(|index| (2 * index + 1) * set.len() / (2 * most));
        let (pixels, labels) =
            chosen.map(|at| (set.pixels(at..at + 1), set.labels()[at])).unzip::<_, _, Vec<_>, Vec<_>>();
        // They are of one shape, as they were.
        let some = ImageSet::new(set.name(), set.shape(), pixels.concat(), labels);
        Self::untested(some.map_or_else(|_| Arc::clone(set), Arc::new), none)
    }

    /// Four sets in the order of [`Split::ALL`].
    pub fn from_sets([validation, poisoned_validation, test, poisoned_test]: [Arc<ImageSet>; 4]) -> Self {
        Self { validation, poisoned_validation, test, poisoned_test }
    }

    /// One of the four sets.
    pub fn of(&self, split: Split) -> &Arc<ImageSet> {
        match split {
            Split::Validation => &self.validation,
            Split::PoisonedValidation => &self.poisoned_validation,
            Split::Test => &self.test,
            Split::PoisonedTest => &self.poisoned_test,
        }
    }
}
