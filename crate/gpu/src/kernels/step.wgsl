// What one step of the sweep does, for the kernels that follow: a channel is pruned, or all images are judged.

struct Step {
    // The channel that is pruned.
    channel: u32,
    // What its plane holds then.
    constant: f32,
    // The network whose answers are counted; 0 has nothing pruned.
    network: u32,
}

@group(1) @binding(0) var<uniform> current: Step;
