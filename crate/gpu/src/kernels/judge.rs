//! Which class wins and how often it is the label, see `judge.wgsl`.

use goodnet_core::TIE;

use super::step::{STEP, StepLayout};
use super::vectors::WORD;
use crate::device::{Access, Dispatch, Kernel, Size, Source};

pub(super) const JUDGE: &str = include_str!("judge.wgsl");

/// Ties that there is room for in one submission.
pub(crate) const MOST_TIES: usize = 1 << 15;

/// Words before the first network's answers; the first of them counts the ties.
pub(crate) const HEADER: usize = 4;

/// Words of a network's answers on one of the two sets.
pub(crate) const ANSWER: usize = 3;

/// Words of the answers of some networks, both sets together.
pub(crate) fn answer_words(networks: usize) -> usize {
    2 * ANSWER * networks
}

/// Bytes of the header and the answers of some networks: where those of the next network begin.
pub(crate) fn answer_bytes(networks: usize) -> u64 {
    WORD * (HEADER + answer_words(networks)) as u64
}

/// Judges images.
pub(crate) struct Judge(Kernel);

/// Where the scores of a batch lie.
pub(crate) struct ScoreLayout {
    pub(crate) classes: usize,
    /// Vectors of an image, and which of them is its first of scores.
    pub(crate) image: usize,
    pub(crate) begin: usize,
}

/// What it reads and writes.
pub(crate) struct JudgeBuffers<'a> {
    pub(crate) scores: &'a wgpu::Buffer,
    pub(crate) labels: &'a wgpu::Buffer,
    pub(crate) winners: &'a wgpu::Buffer,
    pub(crate) answers: &'a wgpu::Buffer,
    pub(crate) ties: &'a wgpu::Buffer,
    pub(crate) chunk: &'a wgpu::Buffer,
}

impl Judge {
    pub(crate) fn new(device: &wgpu::Device, steps: &StepLayout, scores: &ScoreLayout) -> Self {
        use Access::{Read, Uniform, Write};
        let source = Source {
            label: "judge",
            parts: &[STEP, JUDGE],
            entry: "judge",
            constants: &[
                ("CLASSES", scores.classes as f64),
                ("SCORES_IMAGE", scores.image as f64),
                ("SCORES_BEGIN", scores.begin as f64),
                ("HEADER", HEADER as f64),
                ("TIE", f64::from(TIE)),
            ],
            bindings: &[Read, Read, Write, Write, Write, Uniform],
            steps: Some(steps.layout()),
        };
        Self(Kernel::new(device, &source))
    }

    pub(crate) fn bind(&self, device: &wgpu::Device, buffers: &JudgeBuffers<'_>) -> Dispatch {
        let JudgeBuffers { scores, labels, winners, answers, ties, chunk } = buffers;
        self.0.bind(device, Size::Workgroups, &[scores, labels, winners, answers, ties, chunk])
    }
}
