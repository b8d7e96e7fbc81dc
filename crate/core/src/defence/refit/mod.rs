//! Refitting the last layer: what it reads of clean validation images is told apart anew, by linear discriminant analysis. README.md
//! beside this file tells more.

mod discriminant;
mod options;
mod outcome;
mod run;

use goodnet_data::Result;

use super::kind::DefenceInfo;
use crate::evaluate::Subject;
use crate::network::TailMode;

pub use options::RefitOptions;
pub use outcome::RefitOutcome;

/// This defence, for the registry.
pub(super) struct Kind;

impl crate::inquiry::Kind for Kind {
    type Info = DefenceInfo;
    const INFO: DefenceInfo = DefenceInfo {
        id: "refit",
        title: "Refitting the last layer",
        summary: "Computes the last layer anew from clean validation images alone, by linear discriminant analysis. Everything before it stays as it is.",
        source: "Fisher, The Use of Multiple Measurements in Taxonomic Problems, 1936; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 4.3",
        threshold: "Ridge r",
        unit: "of the mean variance",
    };
    const AT_THE_CUT: bool = false;
    type Options = RefitOptions;
    type Outcome = RefitOutcome;
    type Inquiry = run::Refit;

    fn start(subject: &Subject, options: &Self::Options, _: TailMode) -> Result<Self::Inquiry> {
        run::Refit::new(subject, options)
    }
}
