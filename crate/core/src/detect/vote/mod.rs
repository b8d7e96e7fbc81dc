//! The vote: channels are excited one by one, and each votes for the label that clean images are then taken for. README.md beside this
//! file tells more.

mod options;
mod outcome;
mod run;

use goodnet_data::Result;

use super::info::DetectorInfo;
use crate::evaluate::Subject;
use crate::network::TailMode;

pub use options::VoteOptions;
pub use outcome::{LabelVotes, VoteOutcome};

/// This detector, for the registry.
pub(super) struct Kind;

impl crate::inquiry::Kind for Kind {
    type Info = DetectorInfo;
    const INFO: DetectorInfo = DetectorInfo {
        id: "vote",
        title: "Vote of the channels",
        summary: "Excites the channels of one convolution one by one, and counts for which label each wins over clean images. A backdoor's channels vote for its target.",
        source: "in the spirit of Liu, Lee, Tao, Ma, Aafer and Zhang, ABS: Scanning Neural Networks for Back-doors by Artificial Brain Stimulation, CCS 2019",
    };
    const AT_THE_CUT: bool = false;
    type Options = VoteOptions;
    type Outcome = VoteOutcome;
    type Inquiry = run::Vote;

    fn start(subject: &Subject, options: &Self::Options, _: TailMode) -> Result<Self::Inquiry> {
        run::Vote::new(subject, options)
    }
}
