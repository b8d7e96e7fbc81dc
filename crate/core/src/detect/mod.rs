//! Detectors, each a folder, as a defence is: its options, what it does, its outcome, and a README. They look for a backdoor without one
//! poisoned image.

mod event;
mod info;
mod registry;
mod vote;

pub use event::DetectEvent;
pub use info::{DetectorInfo, DetectorOutcome};
#[cfg(feature = "types")]
pub use registry::DetectorOptions;
pub use registry::{AnyDetector, DETECTORS, DetectOptions, DetectOutcome};
pub use vote::{LabelVotes, VoteOptions, VoteOutcome};

/// A detector's run.
pub type Scan = crate::inquiry::TaskRun<AnyDetector>;
