//! The operations, each a WGSL file and beside it the Rust that compiles and binds it; shapes go in as pipeline constants. A
//! module is one WGSL file, or two or three of which each says what it follows. `product_geometry` and `vectors` say how tensors and
//! weights lie on the device.

mod fill;
mod judge;
mod live;
mod plane_sums;
mod product;
mod product_geometry;
mod shift;
mod step;
mod vectors;

pub(crate) use fill::Fill;
pub(crate) use judge::{ANSWER, HEADER, Judge, JudgeBuffers, MOST_TIES, ScoreLayout, answer_bytes, answer_words};
pub(crate) use live::FindLive;
pub(crate) use plane_sums::PlaneSums;
pub(crate) use product::{Begin, ProductKernels, Reads, compile_product};
pub(crate) use product_geometry::{Product, Start, pack_filters};
pub(crate) use shift::{Shift, ShiftBuffers};
pub(crate) use step::{Step, StepLayout, Steps};
pub(crate) use vectors::{LANES, MATRIX, VECTOR, WORD, pack_matrices, pack_vectors, vectors};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use super::fill::FILL;
    use super::judge::JUDGE;
    use super::live::LIVE;
    use super::plane_sums::PLANE_SUMS;
    use super::product::{PRODUCT, SOURCE_PIXELS, SOURCE_VALUES};
    use super::shift::SHIFT;
    use super::step::STEP;
    use crate::device::WORKGROUP;

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
