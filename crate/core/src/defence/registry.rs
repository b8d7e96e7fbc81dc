//! Which defences there are. The list at the end is the only place that names them all: page, command line, reports and documents
//! ask it.

use goodnet_data::Result;

use super::clp::{self, ClpOptions, ClpOutcome};
use super::event::Event;
use super::kind::{DefenceInfo, DefenceOutcome};
use super::pruning::{self, PruningOptions, PruningOutcome};
use super::refit::{self, RefitOptions, RefitOutcome};
use crate::evaluate::Subject;
use crate::images::Images;
use crate::inquiry::Asked;
use crate::inquiry::registry::registry;
use crate::network::TailMode;

registry! {
    what: "the defence", list: DEFENCES of DefenceInfo, options: Options, at_work: AnyDefence of DefenceAtWork with Event,
    outcome: Outcome as DefenceOutcome, typed: DefenceOptions by "defence";
    Pruning(PruningOptions) -> PruningOutcome, by pruning::Kind;
    Clp(ClpOptions) -> ClpOutcome, by clp::Kind;
    Refit(RefitOptions) -> RefitOutcome, by refit::Kind;
}

impl Asked for Options {
    type Inquiry = AnyDefence;

    fn images(&self, subject: &Subject) -> Images {
        subject.images.clone()
    }

    fn start(&self, subject: &Subject, mode: TailMode) -> Result<AnyDefence> {
        self.begin(subject, mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defence_is_found_by_its_name_and_reads_its_own_options() {
        for defence in DEFENCES {
            let options = Options::of(defence.id).unwrap();
            assert_eq!(options.info(), *defence);
            let json = serde_json::to_value(&options).unwrap();
            assert_eq!(Options::read(defence.id, json).unwrap(), options);
            assert_eq!(
                Options::read(defence.id, serde_json::json!({})).unwrap(),
                options,
                "what is left out is the default"
            );
        }
        let wrong = Options::read("clp", serde_json::json!({ "thresholds": [2] })).unwrap_err();
        assert!(wrong.to_string().contains("thresholds"), "{wrong}");
        let unknown = [
            Options::of("prayer").unwrap_err().to_string(),
            Options::read("prayer", serde_json::json!({})).unwrap_err().to_string(),
        ];
        assert!(unknown.iter().all(|said| said.contains("pruning, clp, refit")), "{unknown:?}");
    }
}
