//! The repair: prune channel by channel, watch accuracy, keep the model at each threshold.
//!
//! A [`Repair`] holds no image and runs no network. It says what is to be done ([`Repair::task`]), is told what each
//! [`Shard`](crate::Shard) found ([`Repair::take`]), and adds that up. What drives it decides where shards run: one after
//! the other, on threads, or in workers.

use std::ops::Range;
use std::sync::Arc;

use goodnet_data::{Error, Result};

use crate::network::Network;
use crate::ranking::Ranking;
use crate::reading::CHUNK;
use crate::recipe::{Activation, Points, Recipe};
use crate::report::{Event, RepairedModel, RepairedReport, Report, Score, Split, StepReport, SweepReport, Tie};
use crate::scored::Count;
use crate::shard::{Images, Part, PartAnswers, Task, Way};
use crate::tail::SLACK;

const SPLITS: [Split; 4] = [Split::Validation, Split::PoisonedValidation, Split::Test, Split::PoisonedTest];

/// A repair of one network, its images dealt out to shards.
#[derive(Debug)]
pub struct Repair {
    network: Arc<Network>,
    images: Images,
    recipe: Recipe,
    thresholds: Vec<Points>,
    way: Way,
    /// What the shards are doing; none once everything is done.
    task: Option<Task>,
    shards: Vec<Told>,
    ranking: Ranking,
    steps: Vec<StepReport>,
    repaired: Vec<RepairedReport>,
    baseline: Option<Score>,
    tied: Vec<Tie>,
    decisions: usize,
    sweep: SweepReport,
}

/// What one shard has told of the present task.
#[derive(Debug, Default)]
struct Told {
    /// Images done, by set.
    done: [usize; 4],
    activations: Option<Vec<Vec<f64>>>,
    answers: Vec<PartAnswers>,
}

impl Repair {
    /// A repair of `network` on `images`, by `shards` shards, or fewer where there are too few images.
    ///
    /// # Errors
    /// [`Error::ImageShape`] or [`Error::LabelRange`] when an image set does not fit the network; [`Error::NoImages`] when a clean
    /// one is empty; [`Error::Option`] when there is no threshold.
    pub fn new(
        network: Arc<Network>,
        images: Images,
        recipe: Recipe,
        mut thresholds: Vec<Points>,
        way: Way,
        shards: usize,
    ) -> Result<Self> {
        for split in SPLITS {
            images.of(split).check(network.input(), network.classes())?;
        }
        if let Some(empty) = [&images.validation, &images.test].into_iter().find(|set| set.is_empty()) {
            return Err(Error::NoImages { set: empty.name().to_owned() });
        }
        thresholds.sort_unstable();
        thresholds.dedup();
        if thresholds.is_empty() {
            return Err(Error::Option {
                option: "the list of thresholds",
                value: "empty".into(),
                reason: "a repair needs at least one".into(),
            });
        }
        let sizes = SPLITS.map(|split| images.of(split).len());
        let most = sizes.into_iter().filter(|&size| size > 0).map(|size| size.div_ceil(CHUNK)).min().unwrap_or(1);
        let fallback = network.affine().err().filter(|_| way == Way::Incremental);
        let sweep = SweepReport {
            way: if fallback.is_some() { Way::Whole } else { way },
            fallback: fallback
                .map(|reason| format!("Every step runs all that follows the pruned convolution: {reason}")),
            slack: SLACK,
            steps: Vec::new(),
        };
        Ok(Self {
            network,
            images,
            recipe,
            thresholds,
            way,
            task: Some(Task::Rank { activation: recipe.activation }),
            shards: (0..shards.clamp(1, most)).map(|_| Told::default()).collect(),
            ranking: Ranking { channels: Vec::new(), smallest_gap: None },
            steps: Vec::new(),
            repaired: Vec::new(),
            baseline: None,
            tied: Vec::new(),
            decisions: 0,
            sweep,
        })
    }

    /// How many shards there are.
    pub fn shards(&self) -> usize {
        self.shards.len()
    }

    /// How each shard is to run the tail.
    pub fn way(&self) -> Way {
        self.way
    }

    /// The images of a shard.
    pub fn images(&self, shard: usize) -> Images {
        let part = |split| {
            let set = self.images.of(split);
            if self.shards.len() == 1 { Arc::clone(set) } else { Arc::new(set.part(self.range(split, shard))) }
        };
        Images {
            validation: part(Split::Validation),
            poisoned_validation: part(Split::PoisonedValidation),
            test: part(Split::Test),
            poisoned_test: part(Split::PoisonedTest),
        }
    }

    /// Which of a set's images are a shard's: whole chunks, dealt as evenly as they can be.
    fn range(&self, split: Split, shard: usize) -> Range<usize> {
        let images = self.images.of(split).len();
        let chunks = images.div_ceil(CHUNK);
        let edge = |shard: usize| (chunks * shard / self.shards.len() * CHUNK).min(images);
        edge(shard)..edge(shard + 1)
    }

    /// What every shard has to do now; `None` when everything is done.
    pub fn task(&self) -> Option<&Task> {
        self.task.as_ref()
    }

    /// Takes what a shard tells of the present task, in the order in which it tells it, and says what that makes known.
    /// Where a shard was lost, another begins the task anew and may tell the same once more.
    pub fn take(&mut self, shard: usize, part: Part) -> Vec<Event> {
        let told = &mut self.shards[shard];
        match part {
            Part::Working => Vec::new(),
            Part::Features { set, done } => {
                let known = &mut told.done[set as usize];
                if done <= *known {
                    return Vec::new();
                }
                *known = done;
                let done = self.shards.iter().map(|told| told.done[set as usize]).sum();
                vec![Event::Features { set, done, total: self.images.of(set).len() }]
            }
            Part::Activations { sums } => {
                told.activations = Some(sums);
                self.rank().into_iter().collect()
            }
            Part::Answers(answers) => {
                if told.answers.last().is_none_or(|last| last.pruned < answers.pruned) {
                    told.answers.push(answers);
                }
                self.add_up()
            }
        }
    }

    /// Ranks the channels once every shard has told its activations.
    fn rank(&mut self) -> Option<Event> {
        let parts: Option<Vec<_>> = self.shards.iter().map(|told| told.activations.as_ref()).collect();
        let chunks = parts?;
        let mut sums = vec![0.0; self.network.cut()[0]];
        for chunk in chunks.into_iter().flatten() {
            sums.iter_mut().zip(chunk).for_each(|(sum, part)| *sum += part);
        }
        if self.recipe.activation == Activation::Pool {
            let [_, height, width] = self.network.cut();
            let values = (self.images.validation.len() * height * width) as f64;
            sums.iter_mut().for_each(|sum| *sum /= values);
        }
        self.ranking = Ranking::new(&sums, self.recipe.dead);
        let channels = self.channels(self.ranking.channels.len());
        self.go_on(Some(Task::Sweep { channels, bias: self.recipe.bias }));
        Some(Event::Ranked(self.ranking.clone()))
    }

    /// Adds up each network that every shard has answered.
    fn add_up(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(whole) = self.next_whole() {
            match &self.task {
                Some(Task::Sweep { .. }) => events.push(self.finish_step(whole)),
                Some(Task::Score { .. }) => events.extend(self.finish_score(whole)),
                _ => return events,
            }
        }
        events
    }

    /// The next network that all shards have answered, taken together.
    fn next_whole(&mut self) -> Option<PartAnswers> {
        let next = match self.task.as_ref()? {
            Task::Rank { .. } => return None,
            Task::Sweep { .. } => self.steps.len(),
            Task::Score { .. } => self.scored(),
        };
        let mut whole: Option<PartAnswers> = None;
        for shard in 0..self.shards.len() {
            let mut part = self.shards[shard].answers.get(next)?.clone();
            for tie in &mut part.ties {
                tie.image += self.range(tie.split, shard).start;
            }
            whole = Some(match whole {
                None => part,
                Some(whole) => together(whole, part),
            });
        }
        if let Some(whole) = &mut whole {
            whole.ties.sort_by_key(|tie| (tie.split as usize, tie.image));
        }
        whole
    }

    /// How many networks are scored on the test images.
    fn scored(&self) -> usize {
        let mut models: Vec<usize> = self.repaired.iter().filter_map(|row| row.model.pruned).collect();
        models.dedup();
        models.len() + usize::from(self.baseline.is_some())
    }

    fn finish_step(&mut self, whole: PartAnswers) -> Event {
        self.sweep.steps.push(whole.work);
        let ties = self.count(&whole);
        let step = StepReport {
            pruned: whole.pruned,
            channel: self.channels(whole.pruned).last().copied(),
            score: Score { clean: whole.clean, asr: whole.asr },
            ties,
        };
        self.steps.push(step.clone());
        if self.steps.len() > self.ranking.channels.len() {
            let mut pruned: Vec<usize> = self.thresholds.iter().filter_map(|&points| self.pruned_at(points)).collect();
            pruned.dedup();
            let channels = self.channels(self.ranking.channels.len());
            self.go_on(Some(Task::Score { channels, bias: self.recipe.bias, pruned }));
        }
        Event::Step(step)
    }

    /// B, or a repaired model, has answered every test image. A model may be that of several thresholds.
    fn finish_score(&mut self, whole: PartAnswers) -> Vec<Event> {
        self.count(&whole);
        let score = Score { clean: whole.clean, asr: whole.asr };
        let mut events = Vec::new();
        let model = match whole.goodnet {
            None => {
                self.baseline = Some(score);
                events.push(Event::Baseline(score));
                None
            }
            Some([clean, asr]) => Some(RepairedModel::new(whole.pruned, score, Score { clean, asr })),
        };
        while let Some(&threshold) = self.thresholds.get(self.repaired.len()) {
            let model = match (self.pruned_at(threshold), &model) {
                (None, _) => RepairedModel::NOT_REACHED,
                (Some(pruned), Some(model)) if pruned == whole.pruned => model.clone(),
                _ => break,
            };
            let row = RepairedReport { threshold, model };
            self.repaired.push(row.clone());
            events.push(Event::Repaired(row));
        }
        if self.repaired.len() == self.thresholds.len() {
            self.go_on(None);
        }
        events
    }

    fn go_on(&mut self, task: Option<Task>) {
        self.task = task;
        self.shards.fill_with(Told::default);
    }

    /// Counts a network's decisions and lists its ties; gives how many.
    fn count(&mut self, whole: &PartAnswers) -> usize {
        self.decisions += whole.clean.images + whole.asr.images;
        self.tied.extend(whole.ties.iter().map(|tie| Tie {
            set: self.images.of(tie.split).name().to_owned(),
            pruned: whole.pruned,
            image: tie.image,
            label: tie.label,
            rival: tie.rival,
        }));
        whole.ties.len()
    }

    /// The thresholds, in ascending order.
    pub fn thresholds(&self) -> &[Points] {
        &self.thresholds
    }

    /// How many channels are pruned in the model that a threshold gave; `None` while it is not known, or when accuracy
    /// never dropped that far.
    pub fn pruned_at(&self, threshold: Points) -> Option<usize> {
        let before = self.steps.first()?.score.clean;
        let stop = self.recipe.stop;
        let met = |step: &&StepReport| threshold.met(before.hits, step.score.clean.hits, before.images, stop);
        self.steps.iter().find(met).map(|step| step.pruned)
    }

    /// The first `pruned` channels of the ranking, in the order in which they are pruned.
    pub fn channels(&self, pruned: usize) -> Vec<usize> {
        self.ranking.channels.iter().take(pruned).map(|ranked| ranked.channel).collect()
    }

    /// The whole report; `None` until everything is done.
    pub fn report(&self) -> Option<Report> {
        let (None, Some(baseline)) = (&self.task, self.baseline) else {
            return None;
        };
        Some(Report {
            convolution: self.network.convolution().to_owned(),
            recipe: self.recipe,
            scored_on: self.images.scored_on(),
            baseline,
            ranking: self.ranking.clone(),
            steps: self.steps.clone(),
            repaired: self.repaired.clone(),
            ties: self.tied.len(),
            decisions: self.decisions,
            tied: self.tied.clone(),
            sweep: self.sweep.clone(),
        })
    }
}

/// The answers of two parts of the images.
fn together(a: PartAnswers, b: PartAnswers) -> PartAnswers {
    let both = |a: [Count; 2], b: [Count; 2]| [a[0].and(b[0]), a[1].and(b[1])];
    PartAnswers {
        pruned: a.pruned,
        clean: a.clean.and(b.clean),
        asr: a.asr.and(b.asr),
        goodnet: a.goodnet.zip(b.goodnet).map(|(a, b)| both(a, b)),
        ties: [a.ties, b.ties].concat(),
        work: a.work.and(b.work),
    }
}
