//! Two sets on their way through the steps of a sweep.

use std::collections::VecDeque;

use goodnet_core::{
    Answers, CloseLook, Count, Error, FoundTie, Images, Label, Masks, Network, Result, Slice, Split, StepWork,
};
use web_time::Instant;

use super::pruned_network::{PrunedNetwork, steps};
use super::set_features::SetFeatures;
use crate::device::{BufferRange, Gpu, Recorder};
use crate::engine::GpuEngine;
use crate::kernels::{ANSWER, HEADER, LANES, MOST_TIES, Steps, VECTOR, WORD, answer_bytes, answer_words};
use crate::tail::{Chunk, GpuTail};

/// How long a submission of steps is to take, in seconds, as the one before shows: a cancel is seen between two of them.
const SUBMISSION: f64 = 0.05;

/// A clean set and its poisoned copy on their way through some numbers of channels.
pub struct Masked {
    /// The clean images and the poisoned ones.
    sets: [Vec<Chunk>; 2],
    splits: [Split; 2],
    steps: Steps,
    networks: Vec<PrunedNetwork>,
    /// What is left to do, in its order.
    work: VecDeque<Work>,
    /// Networks whose answers were gathered.
    gathered: usize,
    /// Answers that were gathered and not told yet.
    known: VecDeque<Answers>,
    /// What each set answered last.
    last: [SetAnswers; 2],
    /// What was counted for each network, on the clean and on the poisoned images; see `kernels/judge.wgsl`.
    counts: Vec<u32>,
    /// All ties so far: network and set, image, best and second class.
    ties: Vec<[u32; 4]>,
    /// What else is looked at.
    closely: Option<CloseLook>,
    /// What the first network answered, where it is looked at closely.
    first: Option<[Vec<Label>; 2]>,
}

/// A network's answers for a chunk of a set.
#[derive(Clone, Copy)]
struct Work {
    network: usize,
    set: usize,
    chunk: usize,
}

/// What a set answers.
#[derive(Debug, Clone, Default)]
struct SetAnswers {
    hits: usize,
    ties: Vec<FoundTie>,
    /// The class that wins for each image, where the set is looked at closely.
    labels: Vec<Label>,
}

impl Masked {
    /// Finds out which channels of `masks` change anything, and sends the steps.
    pub(super) async fn new(
        gpu: &mut Gpu,
        tail: &GpuTail,
        network: &Network,
        sets: [SetFeatures; 2],
        masks: &Masks,
    ) -> Result<Self> {
        let sets = sets.map(|set| set.chunks);
        let channels = network.cut()[0];
        let planes = network.pruned_planes(masks.bias);
        tail.send_pruned_planes(gpu, planes);
        gpu.write(&tail.answers, &vec![0_u32; HEADER + answer_words(masks.pruned.len())]);
        let live = find_live(gpu, tail, channels, &sets).await?;
        let (clean, poisoned) = live.split_at(live.len() / 2);
        let networks = PrunedNetwork::all(masks, channels, [clean, poisoned]);
        let mut work = VecDeque::new();
        for (index, network) in networks.iter().enumerate() {
            for (set, chunks) in sets.iter().enumerate().filter(|(set, _)| network.changes(*set)) {
                work.extend((0..chunks.len()).map(|chunk| Work { network: index, set, chunk }));
            }
        }
        let last = sets.each_ref().map(|chunks| SetAnswers {
            labels: vec![0; chunks.iter().map(|chunk| chunk.images).sum()],
            ..SetAnswers::default()
        });
        Ok(Self {
            sets,
            splits: masks.on.splits(),
            steps: tail.steps.send(gpu, &steps(masks, planes)),
            counts: vec![0; answer_words(networks.len())],
            networks,
            work,
            gathered: 0,
            known: VecDeque::new(),
            last,
            ties: Vec::new(),
            closely: masks.closely,
            first: None,
        })
    }

    /// Tells the next network's answers, after a submission where they are not known.
    pub(super) async fn advance(
        &mut self,
        engine: &mut GpuEngine,
        tail: &GpuTail,
        images: &Images,
        at_once: &mut usize,
    ) -> Result<Slice> {
        if let Some(answers) = self.known.pop_front() {
            return Ok(Slice::Answers(answers));
        }
        if self.gathered == self.networks.len() {
            return Ok(Slice::Done);
        }
        self.submit(engine, tail, images, at_once).await?;
        // Of a network with no work left, all is known.
        let done = self.work.front().map_or(self.networks.len(), |work| work.network);
        while self.gathered < done {
            let answers = self.gather(self.gathered, images);
            self.known.push_back(answers);
            self.gathered += 1;
        }
        Ok(self.known.pop_front().map_or(Slice::Working, Slice::Answers))
    }

    /// Takes the next few chunks through their steps and reads what was counted.
    async fn submit(
        &mut self,
        GpuEngine { gpu, prefix, .. }: &mut GpuEngine,
        tail: &GpuTail,
        images: &Images,
        at_once: &mut usize,
    ) -> Result<()> {
        // Classes that won are read before the next network overwrites them.
        let most = if self.closely.is_some() { 1 } else { *at_once };
        let work: Vec<_> = self.work.drain(..self.work.len().min(most)).collect();
        // Ties are listed from the beginning again.
        gpu.write(&tail.answers, &[0_u32; HEADER]);
        let began = Instant::now();
        // How many ties there are, and the counts of the networks that this is part of.
        let networks = work.first().map_or(0, |work| work.network)..work.last().map_or(0, |work| work.network + 1);
        let header = BufferRange { buffer: &tail.answers, from: 0, bytes: answer_bytes(0) };
        let counts = BufferRange {
            buffer: &tail.answers,
            from: answer_bytes(networks.start),
            bytes: WORD * answer_words(networks.len()) as u64,
        };
        let mut ranges = vec![header, counts];
        if let (Some(_), Some(&Work { set, chunk, .. })) = (self.closely, work.first()) {
            let Chunk { winners, images, .. } = &self.sets[set][chunk];
            ranges.push(BufferRange { buffer: winners, from: 0, bytes: WORD * *images as u64 });
        }
        let record = |recorder: &mut Recorder<'_>| work.iter().for_each(|&work| self.record(recorder, work));
        let read: Vec<u32> = bytemuck::pod_collect_to_vec(&gpu.run(record, &ranges).await?);
        let (header, counts) = read.split_at(HEADER);
        let (counts, winners) = counts.split_at(answer_words(networks.len()));
        if let Some(Work { set, chunk, .. }) = work.first() {
            let first: usize = self.sets[*set][..*chunk].iter().map(|chunk| chunk.images).sum();
            self.last[*set].labels[first..].iter_mut().zip(winners).for_each(|(label, winner)| *label = *winner);
        }
        self.counts[answer_words(networks.start)..answer_words(networks.end)].copy_from_slice(counts);
        let took = began.elapsed().as_secs_f64();
        // Twice as many at most: the first submission of a kind is slow. And there is room for a tie of each image.
        let fitting = (SUBMISSION / took * work.len() as f64) as usize;
        *at_once = fitting.clamp(1, 2 * *at_once).min(MOST_TIES / prefix.batch);

        let ties = header[0] as usize;
        if ties > 0 {
            let listed = BufferRange { buffer: &tail.ties, from: 0, bytes: VECTOR * ties as u64 };
            let bytes = gpu.run(|_| (), &[listed]).await?;
            self.ties.extend(bytemuck::pod_collect_to_vec::<u8, [u32; 4]>(&bytes));
        }
        for (slot, answer) in self.counts.chunks_exact(ANSWER).enumerate() {
            if answer[2] != 0 {
                let set = images.of(self.splits[slot % 2]).name().to_owned();
                return Err(Error::NotFinite { set, index: !answer[2] as usize });
            }
        }
        Ok(())
    }

    /// Records what leads to a network's answers for a chunk.
    fn record(&self, recorder: &mut Recorder<'_>, Work { network, set, chunk }: Work) {
        let (network, chunk) = (&self.networks[network], &self.sets[set][chunk]);
        let images = chunk.images;
        let at = |recorder: &mut Recorder<'_>, step: usize| {
            recorder.step(&self.steps.bindings, step as u32 * self.steps.stride);
        };
        for &step in &network.live[set] {
            at(recorder, step);
            if !network.refresh {
                recorder.dispatch(&chunk.shift, images);
            }
            recorder.dispatch(&chunk.fill, images);
        }
        if network.refresh {
            chunk.refresh.iter().for_each(|group| recorder.dispatch(group, images));
        }
        chunk.layers.iter().for_each(|layer| recorder.dispatch(layer, images));
        at(recorder, network.steps.end - 1);
        recorder.dispatch(&chunk.judge, images);
    }

    /// What network `index` answers, all of which is counted. A set that it does not change keeps its answers.
    fn gather(&mut self, index: usize, images: &Images) -> Answers {
        let network = &self.networks[index];
        let mut work = StepWork::default();
        for (set, split) in self.splits.into_iter().enumerate().filter(|(set, _)| network.changes(*set)) {
            let slot = (2 * index + set) as u32;
            let counts = &self.counts[ANSWER * slot as usize..];
            let ties = self.ties.iter().filter(|tie| tie[0] == slot);
            let found = ties.map(|&[_, image, label, rival]| FoundTie { split, image: image as usize, label, rival });
            (self.last[set].hits, self.last[set].ties) = (counts[0] as usize, found.collect());
            let count = images.of(split).len();
            work = work + StepWork { changed: count, full: count };
        }
        let count = |set: usize| Count { hits: self.last[set].hits, images: images.of(self.splits[set]).len() };
        let close = self.closely.map(|closely| {
            let now = self.last.each_ref().map(|set| set.labels.clone());
            let found = closely.look(self.splits.map(|split| &**images.of(split)), self.first.as_ref(), &now);
            self.first.get_or_insert(now);
            Box::new(found)
        });
        Answers {
            network: index,
            clean: count(0),
            asr: count(1),
            close,
            ties: self.last.iter().flat_map(|set| set.ties.clone()).collect(),
            work,
        }
    }
}

/// Which channels pruning would change on any image, a word each, of the clean and then of the poisoned images: a channel that
/// already holds its constant on every image of a set changes nothing there.
async fn find_live(gpu: &mut Gpu, tail: &GpuTail, channels: usize, sets: &[Vec<Chunk>; 2]) -> Result<Vec<u32>> {
    let words = vec![0_u32; channels.next_multiple_of(LANES)];
    tail.live_channels.iter().for_each(|buffer| gpu.write(buffer, &words));
    let bytes = WORD * words.len() as u64;
    let ranges = tail.live_channels.each_ref().map(|buffer| BufferRange { buffer, from: 0, bytes });
    let find = |recorder: &mut Recorder<'_>| {
        sets.iter().flatten().for_each(|chunk| recorder.dispatch(&chunk.live, chunk.images));
    };
    Ok(bytemuck::pod_collect_to_vec(&gpu.run(find, &ranges).await?))
}
