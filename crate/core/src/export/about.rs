//! What a report says beside its results: what was repaired, by which engine, from which files.

use goodnet_data::{Scale, SourceFile};
use serde::{Deserialize, Serialize};

use crate::bundle::{Manifest, Scenario};

impl Manifest {
    /// The files of a scenario, its network first.
    pub fn sources(&self, scenario: &Scenario) -> Vec<SourceFile> {
        let people = scenario.people(self);
        let roles = [
            ("network", &scenario.model),
            ("clean validation images", &people.validation.file),
            ("clean test images", &people.test.file),
            ("trigger of the poisoned images", &scenario.trigger(self).file),
        ];
        roles.map(|(role, file)| file.source(role)).to_vec()
    }
}

/// What a report's page says beside its results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What was repaired.
    pub network: String,
    /// The version of goodnet.
    pub version: String,
    /// The engine that ran it.
    pub engine: String,
    /// What the network takes for pixels.
    pub scale: Scale,
    /// The files.
    pub files: Vec<SourceFile>,
}
