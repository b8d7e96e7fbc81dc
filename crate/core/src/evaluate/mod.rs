//! What networks answer on image sets: as they are, with channels switched off, or edited anywhere.
//!
//! [`Task`]s say what is to be answered. A [`Worker`] does them on a part of the images with an [`Evaluator`], which is the
//! [`Processor`] or a GPU, and `gather` adds up what workers tell. Beside these, small questions that a page asks about single images.

mod altered;
mod channel_activations;
mod clean_and_poisoned;
mod close_look;
mod dataset_warnings;
mod edited_networks;
mod evaluated_set;
mod evaluator;
mod feature_pass;
mod gather;
mod input_range;
mod last_layer_input;
mod predictions;
mod probe;
mod processor;
mod stimulation;
mod subject;
#[cfg(test)]
mod sweep_bits;
mod task;
mod worker;

pub(crate) use altered::COPIES;
pub use channel_activations::{ChannelActivations, ReceptiveField};
pub use close_look::{CloseAnswers, CloseLook, GoodNetAnswers};
pub use dataset_warnings::dataset_warnings;
pub use evaluator::{Evaluator, Slice};
pub use feature_pass::{Activation, chunk_sums};
pub use gather::Found;
pub(crate) use gather::Gather;
pub use input_range::FoundInputRange;
pub use predictions::{ClassScore, Prediction, predictions, top_classes};
pub use probe::Probe;
pub use processor::{Masked, Processor, SetFeatures};
pub use subject::Subject;
pub use task::{Answers, Masks, SetPair, Stimulus, Task, Update};
pub use worker::Worker;
