//! Deals a run's images out to workers, and adds up what they tell.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use goodnet_data::{ImageSet, Label};

use super::feature_pass::CHUNK;
use super::task::{Answers, Update};
use crate::images::{Images, Split};

/// The images of a run, dealt out to workers. It runs no network: what drives it decides where workers are, one after the other,
/// on threads, or in a browser's workers.
#[derive(Debug)]
pub(crate) struct Gather {
    images: Images,
    workers: Vec<WorkerProgress>,
    /// Networks of the present task whose answers were gathered.
    networks: usize,
    /// Stimuli of the present task.
    stimuli: usize,
}

/// What one worker has told of the present task.
#[derive(Debug, Default)]
struct WorkerProgress {
    /// Images done, by set.
    done: [usize; 4],
    activations: Option<Vec<Vec<f64>>>,
    last_layer_input: Option<Vec<f32>>,
    answers: Vec<Answers>,
    /// By stimulus.
    stimulated: Vec<Vec<(Label, usize)>>,
}

/// What is known of all images.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The prefix was run on images of a set.
    Features {
        /// Which set.
        set: Split,
        /// Images done.
        done: usize,
        /// Images in all.
        total: usize,
    },
    /// How much the clean validation images excite each channel: f64 sums, one a channel.
    Activations(Vec<f64>),
    /// What the last layer reads of the clean validation images in their order, then of their first copies, and so on: f32
    /// `[1 + copies, images, width]`.
    LastLayerInput(Vec<f32>),
    /// What a network answers; the positions of ties are those in their sets.
    Answers(Answers),
    /// What the clean validation images are taken for under one stimulus.
    Stimulated {
        /// Its place in the task's list.
        stimulus: usize,
        /// How many images are taken for what, in ascending order.
        taken_for: Vec<(Label, usize)>,
    },
}

impl Gather {
    /// `images` for that many workers, or fewer where there are too few images.
    pub(crate) fn new(images: Images, workers: usize) -> Self {
        let sizes = Split::ALL.map(|split| images.of(split).len());
        let most = sizes.into_iter().filter(|&size| size > 0).map(|size| size.div_ceil(CHUNK)).min().unwrap_or(1);
        let workers = (0..workers.clamp(1, most)).map(|_| WorkerProgress::default()).collect();
        Self { images, workers, networks: 0, stimuli: 0 }
    }

    /// How many workers there are.
    pub(crate) fn workers(&self) -> usize {
        self.workers.len()
    }

    /// The images of a worker.
    pub(crate) fn images(&self, worker: usize) -> Images {
        let part = |split| -> Arc<ImageSet> {
            let set = self.images.of(split);
            if self.workers.len() == 1 { Arc::clone(set) } else { Arc::new(set.part(self.range(split, worker))) }
        };
        Images::from_sets(Split::ALL.map(part))
    }

    /// Which of a set's images are a worker's: whole chunks, dealt as evenly as they can be.
    fn range(&self, split: Split, worker: usize) -> Range<usize> {
        let images = self.images.of(split).len();
        let chunks = images.div_ceil(CHUNK);
        let edge = |worker: usize| (chunks * worker / self.workers.len() * CHUNK).min(images);
        edge(worker)..edge(worker + 1)
    }

    /// Every worker begins the next task.
    pub(crate) fn begin(&mut self) {
        self.workers.fill_with(WorkerProgress::default);
        (self.networks, self.stimuli) = (0, 0);
    }

    /// Takes what a worker tells of the present task, in the order in which it tells it, and says what that makes known. Where a
    /// worker was lost, another begins the task anew and may tell the same once more.
    pub(crate) fn take(&mut self, worker: usize, update: Update) -> Vec<Found> {
        let progress = &mut self.workers[worker];
        match update {
            Update::Working => Vec::new(),
            Update::Features { set, done } => {
                let known = &mut progress.done[set as usize];
                if done <= *known {
                    return Vec::new();
                }
                *known = done;
                let done = self.workers.iter().map(|progress| progress.done[set as usize]).sum();
                vec![Found::Features { set, done, total: self.images.of(set).len() }]
            }
            Update::Activations { sums } => {
                progress.activations = Some(sums);
                self.activations().map(Found::Activations).into_iter().collect()
            }
            Update::LastLayerInput { passes, values } => {
                let (numbers, _) = values.as_chunks();
                progress.last_layer_input = Some(numbers.iter().map(|&number| f32::from_le_bytes(number)).collect());
                self.last_layer_input(passes).map(Found::LastLayerInput).into_iter().collect()
            }
            Update::Answers(answers) => {
                if answers.network == progress.answers.len() {
                    progress.answers.push(answers);
                }
                std::iter::from_fn(|| self.next_answers()).map(Found::Answers).collect()
            }
            Update::Stimulated { stimulus, taken_for } => {
                if stimulus == progress.stimulated.len() {
                    progress.stimulated.push(taken_for);
                }
                std::iter::from_fn(|| self.next_stimulated()).collect()
            }
        }
    }

    /// Each channel's activations over all images, once every worker has told its own.
    fn activations(&self) -> Option<Vec<f64>> {
        let of_workers: Vec<_> = self.workers.iter().map(|told| told.activations.as_ref()).collect::<Option<_>>()?;
        // Chunk by chunk, so that the sums do not depend on how many workers there are.
        let mut chunks = of_workers.into_iter().flatten();
        let mut sums = vec![0.0; chunks.clone().next()?.len()];
        chunks.by_ref().for_each(|chunk| sums.iter_mut().zip(chunk).for_each(|(sum, part)| *sum += part));
        Some(sums)
    }

    /// What the last layer reads of all images, once every worker has told its own: pass by pass, and in each worker by worker.
    fn last_layer_input(&self, passes: usize) -> Option<Vec<f32>> {
        let of_workers: Vec<&Vec<f32>> =
            self.workers.iter().map(|told| told.last_layer_input.as_ref()).collect::<Option<_>>()?;
        let pass = |pass: usize| {
            of_workers
                .iter()
                .flat_map(move |values| values.chunks_exact(values.len() / passes).nth(pass).unwrap_or(&[]))
        };
        Some((0..passes).flat_map(pass).copied().collect())
    }

    /// The next stimulus under which all workers have answered.
    fn next_stimulated(&mut self) -> Option<Found> {
        let stimulus = self.stimuli;
        let mut taken_for = BTreeMap::new();
        for worker in &self.workers {
            for &(label, images) in worker.stimulated.get(stimulus)? {
                *taken_for.entry(label).or_default() += images;
            }
        }
        self.stimuli += 1;
        Some(Found::Stimulated { stimulus, taken_for: taken_for.into_iter().collect() })
    }

    /// The next network that all workers have answered, their answers taken together.
    fn next_answers(&mut self) -> Option<Answers> {
        let mut whole: Option<Answers> = None;
        for worker in 0..self.workers.len() {
            let mut part = self.workers[worker].answers.get(self.networks)?.clone();
            for tie in &mut part.ties {
                tie.image += self.range(tie.split, worker).start;
            }
            whole = Some(match whole {
                None => part,
                Some(whole) => whole.together(part),
            });
        }
        if let Some(whole) = &mut whole {
            whole.ties.sort_by_key(|tie| (tie.split as usize, tie.image));
            self.networks += 1;
        }
        whole
    }
}
