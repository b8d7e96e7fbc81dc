//! The prefix of a network as the fused kernels run it: convolution, bias, ReLU, max pool.

/// One convolution (stride 1, no padding) with the bias, ReLU and 2x2 max pool (stride 2, an odd last row or column
/// dropped) that follow it. What a kernel needs, and nothing of the graph it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvStage {
    /// The convolution's name in the graph.
    pub name: String,
    /// `[channels, height, width]` of what it reads.
    pub input: [usize; 3],
    /// `[height, width]` of the filters.
    pub kernel: [usize; 2],
    /// Filters: f32, `[out, in, kernel height, kernel width]`, row-major.
    pub weights: Vec<f32>,
    /// One f32 an output channel.
    pub bias: Vec<f32>,
    /// Whether a ReLU follows.
    pub relu: bool,
    /// Whether a 2x2 max pool follows the ReLU.
    pub pool: bool,
}

impl ConvStage {
    /// `[channels, height, width]` of the convolution's own output, before a pool.
    pub fn conv_output(&self) -> [usize; 3] {
        let [_, height, width] = self.input;
        [self.bias.len(), height + 1 - self.kernel[0], width + 1 - self.kernel[1]]
    }

    /// `[channels, height, width]` of the stage's output.
    pub fn output(&self) -> [usize; 3] {
        let [channels, height, width] = self.conv_output();
        if self.pool { [channels, height / 2, width / 2] } else { [channels, height, width] }
    }
}
