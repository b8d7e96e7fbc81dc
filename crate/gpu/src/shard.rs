//! A whole repair on the device: the prefix, the ranking's sums and every step of the sweep.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use goodnet_core::{
    Activation, Bias, Count, Error, FoundTie, Images, Network, Part, PartAnswers, Result, Split, Task, Work, chunk_sums,
};
use web_time::Instant;

use crate::adapter::Adapter;
use crate::device::Slice;
use crate::engine::GpuEngine;
use crate::error::GpuError;
use crate::pipeline::Recorder;
use crate::plan::WORD;
use crate::product::{LANES, pack_vectors};
use crate::stats::GpuStats;
use crate::tail::{ANSWER, Chunk, GpuTail, HEADER, MOST_TIES, Step, Steps};

/// How long a submission of steps is to take, in seconds, as the one before shows: a cancel is seen between two of them.
const SUBMISSION: f64 = 0.05;

/// Does what [`Shard`](goodnet_core::Shard) does, on a GPU: is given the same tasks and tells the same parts.
///
/// Features, weights and labels stay on the device. A submission runs a chunk of images through the prefix, or some chunks
/// through some steps, as many as fit into [`SUBMISSION`]; a step reads back a few counts, and the rare answers that rounding
/// could turn. Where [`GpuShard::advance`] fails with [`Error::Engine`], a `Shard` can begin the same task anew.
pub struct GpuShard {
    engine: GpuEngine,
    tail: GpuTail,
    network: Arc<Network>,
    images: Images,
    phase: Phase,
    /// The clean validation images, once they are read, until the sweep takes them.
    ranked: Option<Vec<Chunk>>,
    /// What is known and has not been told.
    parts: VecDeque<Part>,
    /// Chunks that are taken through a step in one submission.
    at_once: usize,
    /// What the present task failed for.
    failed: Option<Error>,
}

enum Phase {
    /// There is nothing to do.
    Idle,
    /// Running the prefix on a set.
    Read { task: Task, split: Split, chunks: Vec<Chunk>, sums: Vec<f64>, clean: Option<Vec<Chunk>> },
    /// Pruning channel after channel.
    Prune(Box<Pruning>),
}

/// Two sets on their way through the steps of a sweep.
struct Pruning {
    /// The clean images and the poisoned ones.
    sets: [Vec<Chunk>; 2],
    splits: [Split; 2],
    steps: Steps,
    turns: Vec<Turn>,
    /// What is to be done, in its order: a turn, a set, a chunk.
    units: VecDeque<(usize, usize, usize)>,
    /// Turns that were told.
    told: usize,
    /// What each set answered last.
    last: [Answered; 2],
    /// What was counted in each turn, for the clean and for the poisoned images.
    answers: Vec<u32>,
    /// All ties so far: slot and set, image, best and second class.
    ties: Vec<[u32; 4]>,
    /// Whether it is GoodNet that is scored.
    goodnet: bool,
}

/// A network with so many channels pruned, which answers for all images.
struct Turn {
    pruned: usize,
    /// The steps that lead to it from the turn before.
    steps: Range<usize>,
    /// Whether the sums are taken anew.
    refresh: bool,
    /// For each set, the steps that change any image of it.
    live: [Vec<usize>; 2],
}

/// What a set answers.
#[derive(Debug, Clone, Default)]
struct Answered {
    hits: usize,
    /// Of these, how many the network with nothing pruned got right, too.
    both: usize,
    ties: Vec<FoundTie>,
}

impl Turn {
    /// Whether anything has to be computed for a set.
    fn changes(&self, set: usize) -> bool {
        self.refresh || !self.live[set].is_empty()
    }
}

impl GpuShard {
    /// A shard on an engine's device with nothing to do yet.
    ///
    /// # Errors
    /// [`Error::NotAffine`] when the tail is not affine but for ReLUs; [`Error::Engine`] when it does not fit the device.
    pub async fn new(mut engine: GpuEngine, network: Arc<Network>, images: Images) -> Result<Self> {
        let tail = network.tail()?;
        let (cut, batch) = (network.cut(), engine.prefix.batch);
        GpuTail::check(&tail, cut, batch, &engine.gpu.device.limits())?;
        let made = engine.gpu.set_up(|gpu| GpuTail::new(gpu, &tail, cut, batch)).await;
        let tail = made.map_err(|reason| GpuError::Setup { reason })?;
        let (phase, parts) = (Phase::Idle, VecDeque::new());
        Ok(Self { engine, tail, network, images, phase, ranked: None, parts, at_once: 1, failed: None })
    }

    /// What it runs on.
    pub fn adapter(&self) -> &Adapter {
        self.engine.adapter()
    }

    /// What it has done so far.
    pub fn stats(&self) -> GpuStats {
        self.engine.stats()
    }

    /// Begins a task. A sweep goes on from what [`Task::Rank`] read; without it, it reads those images first.
    pub fn begin(&mut self, task: Task) {
        self.parts.clear();
        self.failed = None;
        let (split, clean) = match (&task, self.ranked.take()) {
            (Task::Sweep { .. }, Some(clean)) => (Split::PoisonedValidation, Some(clean)),
            (Task::Rank { .. } | Task::Sweep { .. }, _) => (Split::Validation, None),
            (Task::Score { .. }, _) => (Split::Test, None),
        };
        self.phase = Phase::Read { task, split, chunks: Vec::new(), sums: Vec::new(), clean };
    }

    /// Does the next submission of the task; `None` when it is done.
    ///
    /// # Errors
    /// [`Error::Engine`] when the device was lost or refused; [`Error::NotFinite`] is final. A task that failed fails from then on.
    pub async fn advance(&mut self) -> Result<Option<Part>> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let part = self.next_part().await;
        self.failed = part.as_ref().err().cloned();
        part
    }

    async fn next_part(&mut self) -> Result<Option<Part>> {
        if let Some(part) = self.parts.pop_front() {
            return Ok(Some(part));
        }
        match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::Idle => Ok(None),
            Phase::Read { task, split, mut chunks, mut sums, clean } => {
                let done: usize = chunks.iter().map(|chunk| chunk.images).sum();
                if done == self.images.of(split).len() {
                    return self.finish_reading(task, split, chunks, &sums, clean).await.map(Some);
                }
                let activation = if let Task::Rank { activation } = task { Some(activation) } else { None };
                let (chunk, chunk_activations) = self.read_chunk(split, done, activation).await?;
                let done = done + chunk.images;
                chunks.push(chunk);
                sums.extend(chunk_activations);
                self.phase = Phase::Read { task, split, chunks, sums, clean };
                Ok(Some(Part::Features { set: split, done }))
            }
            Phase::Prune(mut pruning) => {
                self.submit(&mut pruning).await?;
                self.parts.extend(pruning.parts(&self.images));
                if pruning.told < pruning.turns.len() {
                    self.phase = Phase::Prune(pruning);
                }
                Ok(Some(self.parts.pop_front().unwrap_or(Part::Working)))
            }
        }
    }

    /// Runs the prefix on the next images of a set, from the `first` on; gives their activations where these are asked for,
    /// f64 `[n, channels]`.
    async fn read_chunk(
        &mut self,
        split: Split,
        first: usize,
        activation: Option<Activation>,
    ) -> Result<(Chunk, Vec<f64>)> {
        let Self { engine: GpuEngine { gpu, prefix, .. }, tail, images, .. } = self;
        let set = images.of(split);
        let range = first..set.len().min(first + prefix.batch);
        let poisoned = matches!(split, Split::PoisonedValidation | Split::PoisonedTest);
        let chunk = gpu.set_up(|gpu| {
            let features = prefix.features(gpu);
            tail.chunk(gpu, features, &set.labels()[range.clone()], first, poisoned)
        });
        let chunk = chunk.await.map_err(|reason| GpuError::Setup { reason })?;
        prefix.send(gpu, set.pixels(range));
        let bytes = activation.map_or(0, |_| prefix.plan.channel_sum_bytes(chunk.images));
        // Nothing to read is a few bytes that nobody looks at: the readback also waits for the submission.
        let slices = [Slice { buffer: &prefix.channel_sums, from: 0, bytes: bytes.max(WORD) }];
        let bytes =
            gpu.run(|recorder| prefix.record(recorder, &chunk.features, chunk.images, activation), &slices).await?;
        Ok((chunk, activation.map_or(Vec::new(), |_| prefix.unpack_sums(&bytes))))
    }

    /// A set's features are complete: go on with its poisoned copy, or with what the two are for.
    async fn finish_reading(
        &mut self,
        task: Task,
        split: Split,
        chunks: Vec<Chunk>,
        sums: &[f64],
        clean: Option<Vec<Chunk>>,
    ) -> Result<Part> {
        match (task, clean) {
            (Task::Rank { .. }, _) => {
                self.ranked = Some(chunks);
                return Ok(Part::Activations { sums: chunk_sums(sums, self.network.cut()[0]) });
            }
            (Task::Sweep { channels, bias }, Some(clean)) => {
                let turns = (0..=channels.len()).collect();
                let splits = [Split::Validation, Split::PoisonedValidation];
                self.prune([clean, chunks], splits, &channels, bias, turns, false).await?;
            }
            (Task::Score { channels, bias, pruned }, Some(clean)) => {
                let turns = std::iter::once(0).chain(pruned).collect();
                self.prune([clean, chunks], [Split::Test, Split::PoisonedTest], &channels, bias, turns, true).await?;
            }
            (task, None) => {
                let split = if split == Split::Test { Split::PoisonedTest } else { Split::PoisonedValidation };
                self.phase = Phase::Read { task, split, chunks: Vec::new(), sums: Vec::new(), clean: Some(chunks) };
            }
        }
        Ok(Part::Working)
    }

    /// Two sets are there: prune down the ranking (`channels`) and let the network answer each time so many channels are
    /// pruned.
    async fn prune(
        &mut self,
        sets: [Vec<Chunk>; 2],
        splits: [Split; 2],
        channels: &[usize],
        bias: Bias,
        turns: Vec<usize>,
        goodnet: bool,
    ) -> Result<()> {
        let Self { engine: GpuEngine { gpu, .. }, tail, network, .. } = self;
        let planes = network.pruned_planes(bias);
        let slot = |pruned: usize| turns.iter().position(|&turn| turn >= pruned).unwrap_or(0) as u32;
        // The first step prunes nothing.
        let mut steps = vec![Step { channel: 0, constant: 0.0, slot: 0, padding: 0 }];
        steps.extend(channels.iter().zip(1..).map(|(&channel, pruned)| Step {
            channel: channel as u32,
            constant: planes[channel],
            slot: slot(pruned),
            padding: 0,
        }));

        // A channel that already holds its constant on every image of a set changes nothing there.
        gpu.write(&tail.pruned_planes, &pack_vectors(planes));
        let words = vec![0_u32; network.cut()[0].next_multiple_of(LANES)];
        tail.live_channels.iter().for_each(|buffer| gpu.write(buffer, &words));
        gpu.write(&tail.answers, &vec![0_u32; HEADER + 2 * ANSWER * turns.len()]);
        let slices =
            tail.live_channels.each_ref().map(|buffer| Slice { buffer, from: 0, bytes: WORD * words.len() as u64 });
        let find = |recorder: &mut Recorder<'_>| {
            sets.iter().flatten().for_each(|chunk| recorder.dispatch(&chunk.live, chunk.images));
        };
        let live: Vec<u32> = bytemuck::pod_collect_to_vec(&gpu.run(find, &slices).await?);
        let (clean, poisoned) = live.split_at(words.len());

        let mut fresh = network.cut()[0];
        let turns: Vec<Turn> = turns
            .iter()
            .enumerate()
            .map(|(index, &pruned)| {
                let before = index.checked_sub(1).map_or(0, |before| turns[before]);
                let steps = before + 1..pruned + 1;
                // What is left of a sum may be small beside what was taken off it, and so would be its last digits.
                let left = network.cut()[0] - pruned;
                let refresh = index == 0 || 2 * left <= fresh;
                fresh = if refresh { left } else { fresh };
                let live = [clean, poisoned]
                    .map(|live| steps.clone().filter(|step| live[channels[step - 1]] != 0).collect::<Vec<_>>());
                Turn { pruned, steps, refresh, live }
            })
            .collect();
        let mut units = VecDeque::new();
        for (index, turn) in turns.iter().enumerate() {
            for (set, chunks) in sets.iter().enumerate().filter(|(set, _)| turn.changes(*set)) {
                units.extend((0..chunks.len()).map(|chunk| (index, set, chunk)));
            }
        }
        let steps = tail.steps(gpu, &steps);
        let (last, answers, ties) = (<[Answered; 2]>::default(), vec![0; 2 * ANSWER * turns.len()], Vec::new());
        let pruning = Pruning { sets, splits, steps, turns, units, told: 0, last, answers, ties, goodnet };
        self.phase = Phase::Prune(Box::new(pruning));
        Ok(())
    }

    /// Takes the next few chunks through their steps and reads what was counted.
    async fn submit(&mut self, pruning: &mut Pruning) -> Result<()> {
        let Self { engine: GpuEngine { gpu, prefix, .. }, tail, images, at_once, .. } = self;
        let units: Vec<_> = pruning.units.drain(..pruning.units.len().min(*at_once)).collect();
        // Ties are listed from the beginning again.
        gpu.write(&tail.answers, &[0_u32; HEADER]);
        let began = Instant::now();
        // How many ties there are, and the counts of the turns that these units are part of.
        let turns = units.first().map_or(0, |unit| unit.0)..units.last().map_or(0, |unit| unit.0 + 1);
        let words = |turns: usize| 2 * ANSWER * turns;
        let header = Slice { buffer: &tail.answers, from: 0, bytes: WORD * HEADER as u64 };
        let counts = Slice {
            buffer: &tail.answers,
            from: WORD * (HEADER + words(turns.start)) as u64,
            bytes: WORD * words(turns.len()) as u64,
        };
        let record = |recorder: &mut Recorder<'_>| {
            units.iter().for_each(|&unit| pruning.record(recorder, unit));
        };
        let answers: Vec<u32> = bytemuck::pod_collect_to_vec(&gpu.run(record, &[header, counts]).await?);
        let (header, counts) = answers.split_at(HEADER);
        pruning.answers[words(turns.start)..words(turns.end)].copy_from_slice(counts);
        let took = began.elapsed().as_secs_f64();
        // Twice as many at most: the first submission of a kind is slow. And there is room for a tie of each image.
        let fitting = (SUBMISSION / took * units.len() as f64) as usize;
        *at_once = fitting.clamp(1, 2 * *at_once).min(MOST_TIES / prefix.batch);

        let ties = header[0] as usize;
        if ties > 0 {
            let slice = Slice { buffer: &tail.ties, from: 0, bytes: size_of::<[u32; 4]>() as u64 * ties as u64 };
            let bytes = gpu.run(|_| (), &[slice]).await?;
            pruning.ties.extend(bytemuck::pod_collect_to_vec::<u8, [u32; 4]>(&bytes));
        }
        for (slot, answer) in pruning.answers.chunks_exact(ANSWER).enumerate() {
            if answer[3] != 0 {
                let set = images.of(pruning.splits[slot % 2]).name().to_owned();
                return Err(Error::NotFinite { set, index: !answer[3] as usize });
            }
        }
        Ok(())
    }
}

impl Pruning {
    /// Records what a turn does to a chunk.
    fn record(&self, recorder: &mut Recorder<'_>, (turn, set, chunk): (usize, usize, usize)) {
        let (turn, chunk) = (&self.turns[turn], &self.sets[set][chunk]);
        let images = chunk.images;
        let at = |recorder: &mut Recorder<'_>, step: usize| {
            recorder.step(&self.steps.bindings, step as u32 * self.steps.stride);
        };
        for &step in &turn.live[set] {
            at(recorder, step);
            if !turn.refresh {
                recorder.dispatch(&chunk.shift, images);
            }
            recorder.dispatch(&chunk.fill, images);
        }
        if turn.refresh {
            chunk.refresh.iter().for_each(|group| recorder.dispatch(group, images));
        }
        chunk.layers.iter().for_each(|layer| recorder.dispatch(layer, images));
        at(recorder, turn.steps.end - 1);
        recorder.dispatch(&chunk.judge, images);
    }

    /// What has become known: the turns of which nothing is left to do.
    fn parts(&mut self, images: &Images) -> Vec<Part> {
        let done = self.units.front().map_or(self.turns.len(), |unit| unit.0);
        (self.told..done).map(|turn| self.part(turn, images)).collect()
    }

    fn part(&mut self, index: usize, images: &Images) -> Part {
        let turn = &self.turns[index];
        let mut work = Work::default();
        for (set, split) in self.splits.into_iter().enumerate() {
            if !turn.changes(set) {
                continue;
            }
            let slot = (2 * index + set) as u32;
            let answer = &self.answers[ANSWER * slot as usize..];
            let ties = self.ties.iter().filter(|tie| tie[0] == slot);
            let found = ties.map(|&[_, image, label, rival]| FoundTie { split, image: image as usize, label, rival });
            self.last[set] = Answered { hits: answer[0] as usize, both: answer[1] as usize, ties: found.collect() };
            let count = images.of(split).len();
            work.changed += count;
            work.full += count;
        }
        self.told = index + 1;
        let count = |hits: fn(&Answered) -> usize, set: usize| Count {
            hits: hits(&self.last[set]),
            images: images.of(self.splits[set]).len(),
        };
        let goodnet = self.goodnet && index > 0;
        Part::Answers(PartAnswers {
            pruned: turn.pruned,
            clean: count(|set| set.hits, 0),
            asr: count(|set| set.hits, 1),
            goodnet: goodnet.then(|| [count(|set| set.both, 0), count(|set| set.both, 1)]),
            ties: self.last.iter().flat_map(|set| set.ties.clone()).collect(),
            work,
        })
    }
}
