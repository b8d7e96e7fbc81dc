//! Which defences there are. The list at the end is the only place that names them all: page, command line, reports and documents
//! ask it.

use goodnet_data::{Error, Result};
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use super::clp::{self, ClpOptions, ClpOutcome};
use super::event::Event;
use super::kind::{Defence, DefenceInfo, DefenceOutcome, Kind};
use super::pruning::{self, PruningOptions, PruningOutcome};
use super::refit::{self, RefitOptions, RefitOutcome};
use crate::evaluate::{Found, Subject, Task};
use crate::network::TailMode;

/// Makes an enum of options, one of defences at work and one of outcomes, with a variant a defence.
macro_rules! defences {
    ($($name:ident($options:ty) -> $outcome:ty, by $kind:ty);+ $(;)?) => {
        /// Every defence, in the order in which people are shown them.
        pub const DEFENCES: &[DefenceInfo] = &[$(<$kind as Kind>::INFO),+];

        /// Which defence, and what it is asked to do, as the page writes it.
        #[cfg(feature = "types")]
        #[derive(Debug, ts_rs::TS)]
        #[ts(tag = "defence", content = "options")]
        pub enum DefenceOptions {
            $(#[doc = "What this defence is asked to do."] #[ts(rename = <$kind as Kind>::INFO.id)] $name($options)),+
        }

        /// A defence and what it is asked to do. Serialised, it is the options alone.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Options {
            $(#[doc = "What this defence is asked to do."] $name($options)),+
        }

        impl Options {
            /// What a defence is asked to do unless somebody says otherwise.
            ///
            /// # Errors
            /// [`Error::Option`] for a defence that there is not.
            pub fn of(id: &str) -> Result<Self> {
                $(if id == <$kind as Kind>::INFO.id {
                    return Ok(Self::$name(Default::default()));
                })+
                Err(unknown(id))
            }

            /// Reads what a defence is asked to do.
            ///
            /// # Errors
            /// The deserializer's, for a defence that there is not and for what are not its options.
            pub fn read<'de, D: Deserializer<'de>>(id: &str, options: D) -> Result<Self, D::Error> {
                $(if id == <$kind as Kind>::INFO.id {
                    return Deserialize::deserialize(options).map(Self::$name);
                })+
                Err(D::Error::custom(unknown(id)))
            }

            /// What people are told of the defence.
            pub fn info(&self) -> DefenceInfo {
                match self { $(Self::$name(_) => <$kind as Kind>::INFO),+ }
            }

            /// Whether the defence asks for answers at the cut, which a GPU can give too; edited networks are the processor's.
            pub fn at_the_cut(&self) -> bool {
                match self { $(Self::$name(_) => <$kind as Kind>::AT_THE_CUT),+ }
            }

            /// Begins.
            pub(super) fn start(&self, subject: &Subject, mode: TailMode) -> Result<AnyDefence> {
                match self {
                    $(Self::$name(options) => Ok(AnyDefence::$name(<$kind as Kind>::start(subject, options, mode)?))),+
                }
            }
        }

        /// Any defence at work.
        #[derive(Debug)]
        pub(super) enum AnyDefence { $($name(<$kind as Kind>::Defence)),+ }

        impl Defence for AnyDefence {
            type Outcome = Outcome;

            fn task(&self) -> Option<&Task> {
                match self { $(Self::$name(defence) => defence.task()),+ }
            }

            fn hear(&mut self, found: Found) -> Vec<Event> {
                match self { $(Self::$name(defence) => defence.hear(found)),+ }
            }

            fn outcome(&self) -> Option<Outcome> {
                match self { $(Self::$name(defence) => defence.outcome().map(Outcome::$name)),+ }
            }
        }

        /// What any defence leaves.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        #[serde(untagged)]
        pub enum Outcome {
            $(#[doc = "What this defence left."] $name($outcome)),+
        }

        impl Outcome {
            /// What people are told of the defence.
            pub fn info(&self) -> DefenceInfo {
                match self { $(Self::$name(_) => <$kind as Kind>::INFO),+ }
            }
        }

        impl std::ops::Deref for Outcome {
            type Target = dyn DefenceOutcome;

            fn deref(&self) -> &Self::Target {
                match self { $(Self::$name(outcome) => outcome),+ }
            }
        }
    };
}

fn unknown(id: &str) -> Error {
    let known: Vec<_> = DEFENCES.iter().map(|defence| defence.id).collect();
    Error::Option { option: "the defence", value: format!("`{id}`"), reason: format!("there are {}", known.join(", ")) }
}

defences! {
    Pruning(PruningOptions) -> PruningOutcome, by pruning::Kind;
    Clp(ClpOptions) -> ClpOutcome, by clp::Kind;
    Refit(RefitOptions) -> RefitOutcome, by refit::Kind;
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
