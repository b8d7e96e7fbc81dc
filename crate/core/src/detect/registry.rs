//! Which detectors there are. The list at the end is the only place that names them all.

use goodnet_data::Result;

use super::event::DetectEvent;
use super::info::{DetectorInfo, DetectorOutcome};
use super::vote::{self, VoteOptions, VoteOutcome};
use crate::evaluate::Subject;
use crate::images::Images;
use crate::inquiry::Asked;
use crate::inquiry::registry::registry;
use crate::network::TailMode;

registry! {
    what: "the detector", list: DETECTORS of DetectorInfo, options: DetectOptions, at_work: AnyDetector of DetectorAtWork with DetectEvent,
    outcome: DetectOutcome as DetectorOutcome, typed: DetectorOptions by "detector";
    Vote(VoteOptions) -> VoteOutcome, by vote::Kind;
}

impl DetectOptions {
    /// How many clean images are looked at, at most.
    fn most(&self) -> usize {
        match self {
            Self::Vote(options) => options.images,
        }
    }
}

impl Asked for DetectOptions {
    type Inquiry = AnyDetector;

    fn images(&self, subject: &Subject) -> Images {
        subject.images.some_clean(self.most())
    }

    fn start(&self, subject: &Subject, mode: TailMode) -> Result<AnyDetector> {
        self.begin(subject, mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detector_is_found_by_its_name_and_reads_its_own_options() {
        for detector in DETECTORS {
            let options = DetectOptions::of(detector.id).unwrap();
            assert_eq!(options.info(), *detector);
            let json = serde_json::to_value(&options).unwrap();
            assert_eq!(DetectOptions::read(detector.id, json).unwrap(), options);
        }
        assert!(DetectOptions::of("dowsing").unwrap_err().to_string().contains("there are vote"));
    }
}
