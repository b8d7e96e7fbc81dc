//! Channel Lipschitzness-based pruning (Zheng, Tang, Li and Liu, Data-free Backdoor Removal Based on Channel Lipschitzness, ECCV
//! 2022): switches off, in every convolution, the channels whose filters can amplify a change of the image most. No image is
//! looked at to choose them. README.md beside this file tells more.

mod lipschitz;
mod options;
mod outcome;
mod run;

use goodnet_data::Result;

use super::kind::DefenceInfo;
use crate::evaluate::Subject;
use crate::network::TailMode;

pub use options::ClpOptions;
pub use outcome::{ClpModel, ClpOutcome};

/// This defence, for the registry.
pub(super) struct Kind;

impl crate::inquiry::Kind for Kind {
    type Info = DefenceInfo;
    const INFO: DefenceInfo = DefenceInfo {
        id: "clp",
        title: "Channel Lipschitzness-based pruning",
        summary: "Switches off, in every convolution, the channels whose filters can amplify a change of the image most. It looks at no image to choose them.",
        source: "Zheng, Tang, Li and Liu, Data-free Backdoor Removal Based on Channel Lipschitzness, ECCV 2022",
        threshold: "Threshold u",
        unit: "deviations",
    };
    const AT_THE_CUT: bool = false;
    type Options = ClpOptions;
    type Outcome = ClpOutcome;
    type Inquiry = run::Clp;

    fn start(subject: &Subject, options: &Self::Options, _: TailMode) -> Result<Self::Inquiry> {
        run::Clp::new(subject, options)
    }
}
