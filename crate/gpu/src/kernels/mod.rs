//! The WGSL sources: one file a kernel, readable by any WGSL tool on its own. Shapes come in as pipeline constants.

/// Invocations in a workgroup, in every kernel.
pub(crate) const WORKGROUP: u64 = 64;

/// Output channels that one invocation of the convolution computes.
pub(crate) const CHANNELS_AT_ONCE: usize = 8;

/// u8 pixels to f32.
pub(crate) const WIDEN: &str = include_str!("widen.wgsl");

/// Convolution, bias, ReLU and max pool in one pass.
pub(crate) const CONVOLUTION: &str = include_str!("convolution.wgsl");

/// The windows' sums added up by channel.
pub(crate) const CHANNEL_SUMS: &str = include_str!("channel_sums.wgsl");

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// What WebGPU itself offers: no kernel may need an extension.
    fn validate(name: &str, source: &str) -> naga::Module {
        let module = naga::front::wgsl::parse_str(source)
            .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string_with_path(source, name)));
        naga::valid::Validator::new(naga::valid::ValidationFlags::all(), naga::valid::Capabilities::empty())
            .validate(&module)
            .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string_with_path(source, name)));
        module
    }

    #[test]
    fn naga_accepts_every_kernel_and_finds_the_workgroup_size() {
        let kernels = [
            ("widen.wgsl", WIDEN, vec!["widen"]),
            ("convolution.wgsl", CONVOLUTION, vec!["convolve", "convolve_and_sum"]),
            ("channel_sums.wgsl", CHANNEL_SUMS, vec!["sum_channels"]),
        ];
        for (name, source, entries) in kernels {
            let module = validate(name, source);
            let found: Vec<_> = module.entry_points.iter().map(|entry| entry.name.as_str()).collect();
            assert_eq!(found, entries, "{name}");
            for entry in &module.entry_points {
                assert_eq!(entry.workgroup_size, [WORKGROUP as u32, 1, 1], "{name}");
            }
        }
    }
}
