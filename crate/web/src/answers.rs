//! What a network answers for test images.

use goodnet_core::Label;
use serde::Serialize;

/// What a network answers for one test image without and with the trigger; null where there are no images with it.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct Answers {
    pub(crate) clean: Answer,
    pub(crate) poisoned: Option<Answer>,
}

/// A network's answer for one image.
#[derive(Clone, Copy, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct Answer {
    /// The class with the highest score.
    pub(crate) label: Label,
    /// Its softmax probability, 0 to 1.
    pub(crate) probability: f32,
}
