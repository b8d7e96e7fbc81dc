//! Choose by the weights alone, then score.

use goodnet_data::{Bias, ChannelsOff, Edit, Result};

use super::lipschitz;
use super::options::ClpOptions;
use super::outcome::{ClpModel, ClpOutcome};
use crate::defence::event::Event;
use crate::defence::kind::Defence;
use crate::defence::repaired::{Repaired, RepairedModel};
use crate::defence::tally::Tally;
use crate::evaluate::{Answers, Found, SetPair, Subject, Task};
use crate::images::Split;
use crate::metrics::Score;

/// CLP of one network.
#[derive(Debug)]
pub(crate) struct Clp {
    thresholds: Vec<f64>,
    /// A network a threshold.
    edits: Vec<Edit>,
    task: Option<Task>,
    scored_on: Split,
    baseline: Option<Score>,
    repaired: Vec<ClpModel>,
    tally: Tally,
}

impl Clp {
    /// The channels are chosen, and nothing is scored yet.
    ///
    /// # Errors
    /// [`goodnet_data::Error::Option`] for options that make no sense.
    pub(crate) fn new(subject: &Subject, options: &ClpOptions) -> Result<Self> {
        let thresholds = options.checked()?;
        let layers: Vec<(String, Vec<f64>)> = (subject.model.filters())
            .map(|filters| (filters.convolution.clone(), lipschitz::constants(&filters)))
            .collect();
        let edit = |&u: &f64| Edit {
            channels: (layers.iter())
                .map(|(convolution, constants)| ChannelsOff {
                    convolution: convolution.clone(),
                    channels: lipschitz::outliers(constants, u),
                    bias: Bias::Zero,
                })
                .filter(|off| !off.channels.is_empty())
                .collect(),
            tensors: Vec::new(),
        };
        let edits: Vec<Edit> = thresholds.iter().map(edit).collect();
        let networks = std::iter::once(Edit::default()).chain(edits.iter().cloned()).collect();
        Ok(Self {
            thresholds,
            edits,
            task: Some(Task::Networks { on: SetPair::Test, edits: networks }),
            scored_on: subject.images.scored_on(),
            baseline: None,
            repaired: Vec::new(),
            tally: Tally::new(&subject.images),
        })
    }

    /// B, or the network of a threshold, has answered every test image.
    fn score(&mut self, answers: &Answers) -> Option<Event> {
        let Some(index) = answers.network.checked_sub(1) else {
            self.tally.count(0, answers);
            let score = Score { clean: answers.clean, asr: answers.asr };
            self.baseline = Some(score);
            return Some(Event::Baseline { score, repaired: self.thresholds.len() });
        };
        let (&threshold, edit) = (self.thresholds.get(index)?, self.edits.get(index)?);
        let pruned = edit.channels.iter().map(|off| off.channels.len()).sum();
        self.tally.count(pruned, answers);
        let repaired = Repaired { threshold, model: RepairedModel::new(pruned, answers) };
        self.repaired.push(ClpModel { repaired: repaired.clone(), edit: edit.clone() });
        if self.repaired.len() == self.edits.len() {
            self.task = None;
        }
        Some(Event::Repaired(repaired))
    }
}

impl Defence for Clp {
    type Outcome = ClpOutcome;

    fn task(&self) -> Option<&Task> {
        self.task.as_ref()
    }

    fn hear(&mut self, found: Found) -> Vec<Event> {
        match found {
            Found::Features { set, done, total } => vec![Event::Features { set, done, total }],
            Found::Answers(answers) => self.score(&answers).into_iter().collect(),
            Found::Activations(_) => Vec::new(),
        }
    }

    fn outcome(&self) -> Option<ClpOutcome> {
        let (None, Some(baseline)) = (&self.task, self.baseline) else {
            return None;
        };
        Some(ClpOutcome {
            scored_on: self.scored_on,
            baseline,
            repaired: self.repaired.clone(),
            ties: self.tally.ties.len(),
            decisions: self.tally.decisions,
            tied: self.tally.ties.clone(),
        })
    }
}
