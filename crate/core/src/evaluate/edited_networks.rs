//! Answers of networks that are edited anywhere, one after the other: each is run as any network is, whole, or from the cut on where all
//! before that is as it was.

use std::collections::VecDeque;
use std::sync::Arc;

use goodnet_data::{Edit, Label, Result};

use super::close_look::CloseLook;
use super::evaluator::{Evaluator, Slice};
use super::processor::{Masked, Processor, SetFeatures};
use super::subject::Subject;
use super::task::{Answers, Masks, SetPair, Update};
use crate::engine::ProcessorEngine;
use crate::network::{Model, TailMode};

/// Edited networks on their way through a pair of sets.
#[derive(Debug)]
pub(super) struct EditedNetworks {
    subject: Subject,
    on: SetPair,
    closely: CloseLook,
    mode: TailMode,
    edits: VecDeque<Edit>,
    /// Networks that have answered.
    done: usize,
    /// What the first one answered.
    first: Option<[Vec<Label>; 2]>,
    /// What the network that is not edited reads at the cut, for those that differ from it only after that.
    at_cut: Option<[SetFeatures; 2]>,
    current: Option<Current>,
}

/// The network that is answering.
#[derive(Debug)]
struct Current {
    evaluator: Processor<ProcessorEngine>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The prefix runs on the clean images, and then on the poisoned ones.
    Reading { features: SetFeatures, clean: Option<SetFeatures> },
    /// The tail.
    Answering(Box<Masked>),
}

impl EditedNetworks {
    pub(super) fn new(subject: Subject, on: SetPair, closely: CloseLook, edits: Vec<Edit>, mode: TailMode) -> Self {
        Self { subject, on, closely, mode, edits: edits.into(), done: 0, first: None, at_cut: None, current: None }
    }

    /// Does the next slice; `None` when every network has answered.
    pub(super) async fn advance(&mut self) -> Result<Option<Update>> {
        let [clean_split, poisoned_split] = self.on.splits();
        let Some(Current { mut evaluator, stage }) = self.current.take() else {
            let Some(edit) = self.edits.pop_front() else { return Ok(None) };
            let mut evaluator = edited(&self.subject, &edit, self.mode)?;
            let same = evaluator.network().has_prefix_of(&self.subject.network);
            let stage = match self.at_cut.as_ref().filter(|_| same).cloned() {
                Some(features) => self.answering(&mut evaluator, features).await?,
                None => Stage::Reading { features: evaluator.begin(clean_split), clean: None },
            };
            self.current = Some(Current { evaluator, stage });
            return Ok(Some(Update::Working));
        };
        let stage = match stage {
            Stage::Reading { mut features, clean } => {
                if evaluator.read(&mut features, None).await?.is_some() {
                    Stage::Reading { features, clean }
                } else if let Some(clean) = clean {
                    if evaluator.network().has_prefix_of(&self.subject.network) {
                        self.at_cut = Some([clean.clone(), features.clone()]);
                    }
                    self.answering(&mut evaluator, [clean, features]).await?
                } else {
                    Stage::Reading { features: evaluator.begin(poisoned_split), clean: Some(features) }
                }
            }
            Stage::Answering(mut masked) => match evaluator.answer(&mut masked).await? {
                Slice::Answers(answers) => {
                    let answers = Answers { network: self.done, ..answers };
                    self.first = masked.into_first();
                    self.done += 1;
                    return Ok(Some(Update::Answers(answers)));
                }
                Slice::Working | Slice::Done => Stage::Answering(masked),
            },
        };
        self.current = Some(Current { evaluator, stage });
        Ok(Some(Update::Working))
    }

    /// Begins to answer from what a network reads at the cut.
    async fn answering(
        &mut self,
        evaluator: &mut Processor<ProcessorEngine>,
        features: [SetFeatures; 2],
    ) -> Result<Stage> {
        let mut masked = evaluator.mask(features, Masks::none(self.on, self.closely)).await?;
        masked.compare(self.first.take());
        Ok(Stage::Answering(Box::new(masked)))
    }
}

/// What answers for an edited network.
fn edited(subject: &Subject, edit: &Edit, mode: TailMode) -> Result<Processor<ProcessorEngine>> {
    let subject = if *edit == Edit::default() {
        subject.clone()
    } else {
        let model = Model::parse(&subject.model.edited(edit)?)?.with_scale(subject.model.scale());
        let network = Arc::new(model.network(subject.network.convolution())?);
        Subject { model: Arc::new(model), network, images: subject.images.clone() }
    };
    let (engine, _) = ProcessorEngine::new(&subject.network, mode);
    let mode = engine.mode();
    Ok(Processor::new(engine, &subject, mode))
}
