//! The WGSL sources: one file an idea. A kernel is one file, or a few that stand behind each other: each says so. Shapes come
//! in as pipeline constants.

/// Invocations in a workgroup, in every kernel.
pub(crate) const WORKGROUP: u64 = 64;

/// What a product reads: pixels.
pub(crate) const SOURCE_PIXELS: &str = include_str!("source_pixels.wgsl");

/// What a product reads: values, maybe through a ReLU.
pub(crate) const SOURCE_VALUES: &str = include_str!("source_values.wgsl");

/// Convolutions with bias, ReLU and max pool, and dense layers.
pub(crate) const PRODUCT: &str = include_str!("product.wgsl");

/// Planes added up by channel.
pub(crate) const PLANE_SUMS: &str = include_str!("plane_sums.wgsl");

/// Which channels are not constant.
pub(crate) const LIVE: &str = include_str!("live.wgsl");

/// What a step does.
pub(crate) const STEP: &str = include_str!("step.wgsl");

/// Moves sums by what pruning a channel changes.
pub(crate) const SHIFT: &str = include_str!("shift.wgsl");

/// Overwrites a channel.
pub(crate) const FILL: &str = include_str!("fill.wgsl");

/// Who wins.
pub(crate) const JUDGE: &str = include_str!("judge.wgsl");

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
        let products = vec!["multiply", "multiply_and_pool", "multiply_pool_and_sum"];
        let kernels = [
            ("product.wgsl of pixels", vec![SOURCE_PIXELS, PRODUCT], products.clone()),
            ("product.wgsl of values", vec![SOURCE_VALUES, PRODUCT], products),
            ("plane_sums.wgsl", vec![PLANE_SUMS], vec!["sum_planes"]),
            ("live.wgsl", vec![LIVE], vec!["find_live"]),
            ("shift.wgsl", vec![STEP, SHIFT], vec!["shift"]),
            ("fill.wgsl", vec![STEP, FILL], vec!["fill"]),
            ("judge.wgsl", vec![STEP, JUDGE], vec!["judge"]),
        ];
        for (name, parts, entries) in kernels {
            let module = validate(name, &parts.concat());
            let found: Vec<_> = module.entry_points.iter().map(|entry| entry.name.as_str()).collect();
            assert_eq!(found, entries, "{name}");
            for entry in &module.entry_points {
                assert_eq!(entry.workgroup_size, [WORKGROUP as u32, 1, 1], "{name}");
            }
        }
    }
}
