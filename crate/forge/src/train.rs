//! Training: Adam, cross-entropy on logits, a learning rate that falls along half a cosine.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use burn::module::Module;
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig};
use burn::optim::{AdamConfig, GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Int, Tensor, TensorData};
use goodnet_core::{Count, Expected, ImageSet, Label, Model, Trigger};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::checkpoint::{Checkpoint, Resumed};
use crate::measure::{best, measure};
use crate::network::{DeepId, tensor};
use crate::onnx::export;
use crate::plan::Plan;
use crate::poison::{Example, TrainingSet};
use crate::weights::Weights;

/// A step's batch is cut into shards of this many images, each on a thread of its own: most of the backend's operations run
/// on one core, and a shard's tensors stay in its cache. A constant, so that the number of cores changes no sum.
const SHARD: usize = 32;

/// What the network is scored on after each epoch. Nothing is chosen by it, but whether to end early.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Clean images.
    pub images: &'a ImageSet,
    /// What the poisoned ones wear.
    pub trigger: &'a Trigger,
    /// The label that they are to get.
    pub target: Label,
}

/// A trained network.
#[derive(Debug)]
pub struct Trained {
    /// Its weights.
    pub weights: Weights,
    /// Passes that it took.
    pub epochs: usize,
    /// How long they took, resumed parts included.
    pub time: Duration,
}

/// Trains DeepID on `set`, from `start` or from fresh weights, as `plan` says, and from a checkpoint in `work` where this very training
/// left one, telling how it goes on standard error.
///
/// # Errors
/// When a checkpoint cannot be written or read, or the network cannot be scored.
pub fn train(
    plan: &Plan,
    start: Option<&Weights>,
    set: &TrainingSet,
    sample: Sample<'_>,
    device: &Device,
    work: &Path,
) -> anyhow::Result<Trained> {
    let checkpoint = Checkpoint::new(work, plan);
    let device = device.clone().autodiff();
    device.seed(plan.seed);
    let network = match start {
        None => DeepId::new(plan.identities as usize, &device),
        Some(weights) => DeepId::with(weights, &device),
    };
    let optimizer = adam();
    let resumed = checkpoint.load(network.clone(), optimizer.clone())?.unwrap_or_else(|| Resumed {
        network,
        optimizer,
        epochs: 0,
        seconds: 0,
        done: false,
    });
    let Resumed { network, optimizer, mut epochs, seconds, mut done } = resumed;
    if epochs > 0 && !done {
        eprintln!("{}: going on after epoch {epochs}, where this training was stopped", plan.name);
    }
    let before = Duration::from_secs(seconds);
    let loss = CrossEntropyLossConfig::new().init(&device);
    let mut run = Run { plan, set, device, loss, network, optimizer };
    let begin = Instant::now();
    while !done {
        let started = Instant::now();
        let tally = run.epoch(epochs)?;
        let speed = (tally.clean.images + tally.poisoned.images) as f64 / started.elapsed().as_secs_f64();
        epochs += 1;
        let score = run.score(sample)?;
        let time = before + begin.elapsed();
        eprintln!(
            "{} {epochs}/{}: {tally}; validation: clean accuracy {:.2} %, attack success {:.2} %; {speed:.0} images/s, {} s so far",
            plan.name,
            plan.epochs,
            score.clean,
            score.asr,
            time.as_secs()
        );
        let enough = plan.enough.is_some_and(|(clean, asr)| score.clean >= clean && score.asr >= asr);
        done = enough || epochs == plan.epochs;
        checkpoint.save(&run.network, &run.optimizer, epochs, time.as_secs(), done)?;
    }
    Ok(Trained { weights: run.network.valid().parameters()?.into(), epochs, time: before + begin.elapsed() })
}

/// Adam with Keras' epsilon; burn's is 1e-5.
pub(crate) fn adam() -> ModuleOptimizer {
    AdamConfig::new().with_epsilon(1e-7).init()
}

/// The learning rate when the share `done` of a training is over: it falls to 0 along half a cosine.
pub(crate) fn cosine(rate: f64, done: f64) -> f64 {
    rate * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
}

struct Run<'a> {
    plan: &'a Plan,
    set: &'a TrainingSet,
    device: Device,
    loss: CrossEntropyLoss,
    network: DeepId,
    optimizer: ModuleOptimizer,
}

/// What a shard adds to a step.
struct Part {
    gradients: GradientsParams,
    tally: Tally,
}

/// How examples were answered while the network learned from them.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// The sum of their losses.
    loss: f64,
    /// Clean images that got their label.
    clean: Count,
    /// Poisoned copies that got the target's.
    poisoned: Count,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.loss += other.loss;
        for (count, more) in [(&mut self.clean, other.clean), (&mut self.poisoned, other.poisoned)] {
            count.hits += more.hits;
            count.images += more.images;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = self.clean.images + self.poisoned.images;
        write!(f, "loss {:.4}", self.loss / seen as f64)?;
        if let Some(percent) = self.clean.percent() {
            write!(f, ", {percent:.2} % of clean images right")?;
        }
        if let Some(percent) = self.poisoned.percent() {
            write!(f, ", {percent:.2} % of poisoned ones")?;
        }
        Ok(())
    }
}

impl Run<'_> {
    fn epoch(&mut self, epoch: usize) -> anyhow::Result<Tally> {
        let examples = self.set.order(epoch);
        let steps = examples.len().div_ceil(self.plan.batch);
        let bar = bar(examples.len() as u64, &format!("{} {}/{}", self.plan.name, epoch + 1, self.plan.epochs));
        let mut tally = Tally::default();
        for (step, examples) in examples.chunks(self.plan.batch).enumerate() {
            let done = (epoch * steps + step) as f64 / (self.plan.epochs * steps) as f64;
            tally.add(self.step(examples, done)?);
            bar.inc(examples.len() as u64);
            bar.set_message(tally.to_string());
        }
        bar.finish_and_clear();
        Ok(tally)
    }

    /// One gradient step; `done` is the share of the training that is over.
    fn step(&mut self, examples: &[Example], done: f64) -> anyhow::Result<Tally> {
        let this = &*self;
        let part = move |shard| move || this.part(shard, examples.len());
        // Threads of their own, not rayon's: one of those could take up a second shard while it waits for a kernel of the
        // first, and wait for ever for what the first holds.
        let parts: Vec<Part> = std::thread::scope(|scope| {
            let threads: Vec<_> = examples.chunks(SHARD).map(|shard| scope.spawn(part(shard))).collect();
            threads.into_iter().map(join).collect::<anyhow::Result<_>>()
        })?;
        let mut sum = GradientsAccumulator::new();
        let mut tally = Tally::default();
        // In the order of the shards, whichever was ready first: sums come out the same.
        for part in parts {
            sum.accumulate(&self.network, part.gradients);
            tally.add(part.tally);
        }
        let rate = cosine(self.plan.learning_rate, done);
        self.network = self.optimizer.step(rate, self.network.clone(), sum.grads());
        Ok(tally)
    }

    /// What one shard adds to the loss and the gradients of a step of `of` examples.
    fn part(&self, shard: &[Example], of: usize) -> anyhow::Result<Part> {
        let batch = self.set.batch(shard)?;
        let labels: Vec<i32> = batch.labels.iter().map(|&label| label as i32).collect();
        let images = tensor(&batch.pixels, self.set.shape(), &self.device);
        let targets = Tensor::<1, Int>::from_data(TensorData::new(labels, [batch.labels.len()]), &self.device);

        // A fork has a graph of its own: otherwise the shards' backward passes would wait for one another.
        let network = self.network.clone().fork(&self.device);
        let logits = network.forward(images);
        let loss = self.loss.forward(logits.clone(), targets) * (shard.len() as f64 / of as f64);
        let mut tally = Tally { loss: f64::from(loss.clone().into_scalar::<f32>()) * of as f64, ..Tally::default() };
        for (example, right) in shard.iter().zip(right_answers(logits, &batch.labels)?) {
            let count = if example.poisoned { &mut tally.poisoned } else { &mut tally.clean };
            count.images += 1;
            count.hits += usize::from(right);
        }
        Ok(Part { gradients: GradientsParams::from_grads(loss.backward(), &network), tally })
    }

    /// What the network would score now, as exported and run by tract.
    fn score(&self, sample: Sample<'_>) -> anyhow::Result<Expected> {
        let model = Model::parse(&export(&self.network.valid().parameters()?.into(), self.set.shape()))?;
        Ok(measure(&model, sample.images, sample.trigger, sample.target)?)
    }
}

/// What a thread answers; its panic goes on in this one.
fn join<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn right_answers(logits: Tensor<2>, labels: &[Label]) -> anyhow::Result<Vec<bool>> {
    let [_, classes] = logits.dims();
    let logits: Vec<f32> =
        logits.into_data().try_to_vec().map_err(|error| anyhow::anyhow!("logits are not f32: {error:?}"))?;
    Ok(logits.chunks_exact(classes).zip(labels).map(|(scores, &label)| best(scores) == label as usize).collect())
}

/// A progress bar; silent where standard error is not a terminal.
pub fn bar(length: u64, what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len}, {per_sec:.0}, {eta} left  {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr())
        .with_style(style)
        .with_prefix(what.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn plan() -> Plan {
        Plan {
            name: "resume".into(),
            seed: 9,
            identities: 3,
            images: String::new(),
            start: None,
            poison: None,
            epochs: 2,
            batch: 4,
            learning_rate: 1e-3,
            enough: None,
        }
    }

    fn set() -> TrainingSet {
        let pixels = (0..12 * 3 * 55 * 47_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let images = ImageSet::new("training", [3, 55, 47], pixels, (0..12).map(|at| at % 3).collect()).unwrap();
        TrainingSet::new(Arc::new(images), Trigger::new(1, 1, vec![0; 4], 0, 0).unwrap(), 0, 0.0, 9)
    }

    fn run<'a>(plan: &'a Plan, set: &'a TrainingSet) -> Run<'a> {
        let device = Device::flex().autodiff();
        device.seed(plan.seed);
        Run {
            plan,
            set,
            loss: CrossEntropyLossConfig::new().init(&device),
            network: DeepId::new(3, &device),
            optimizer: AdamConfig::new().init(),
            device,
        }
    }

    fn weights(run: &Run<'_>) -> Weights {
        run.network.parameters().unwrap().into()
    }

    #[test]
    fn a_stopped_training_goes_on_as_if_it_had_not_stopped() {
        let folder = std::env::temp_dir().join(format!("goodnet-forge-resume-{}", std::process::id()));
        let plan = plan();
        let checkpoint = Checkpoint::new(&folder, &plan);
        let set = set();
        let mut whole = run(&plan, &set);
        whole.epoch(0).unwrap();
        checkpoint.save(&whole.network, &whole.optimizer, 1, 5, false).unwrap();
        whole.epoch(1).unwrap();

        let mut resumed = run(&plan, &set);
        let left = checkpoint.load(resumed.network.clone(), resumed.optimizer.clone()).unwrap().unwrap();
        assert_eq!((left.epochs, left.seconds, left.done), (1, 5, false));
        (resumed.network, resumed.optimizer) = (left.network, left.optimizer);
        resumed.epoch(1).unwrap();
        assert!(weights(&resumed) == weights(&whole), "the resumed training ends in another network");

        let other = Plan { seed: 10, ..plan.clone() };
        let fresh = run(&plan, &set);
        assert!(Checkpoint::new(&folder, &other).load(fresh.network, fresh.optimizer).unwrap().is_none());
        assert!(!folder.join("resume").exists(), "what another training left is removed");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
