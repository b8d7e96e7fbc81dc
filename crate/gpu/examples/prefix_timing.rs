//! Times DeepID's prefix on this machine's adapter: microseconds an image, for the first stage, the first two, all three.
//!
//! `cargo run --release -p goodnet-gpu --example prefix_timing`

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use common::{Random, deepid};
use goodnet_core::Engine;
use goodnet_gpu::GpuEngine;
use pollster::block_on;

fn main() -> Result<(), goodnet_core::Error> {
    let stages = deepid(1);
    let mut before = 0.0;
    for depth in 1..=stages.len() {
        let stages = &stages[..depth];
        let mut engine = block_on(GpuEngine::request(stages))?;
        if depth == 1 {
            println!("{}, microseconds an image", engine.adapter());
        }
        let images = Random::new(1).images(stages, engine.batch());
        block_on(engine.features(&images))?;
        let times = (0..5).map(|_| {
            let start = Instant::now();
            block_on(engine.features(&images)).map(|_| start.elapsed().as_secs_f64() * 1e6 / engine.batch() as f64)
        });
        // The fastest of five: what else runs on the machine only ever adds.
        let best = times.collect::<Result<Vec<_>, _>>()?.into_iter().fold(f64::INFINITY, f64::min);
        println!("to conv_{depth}: {best:.0} (+{:.0}), batch {}", best - before, engine.batch());
        before = best;
    }
    Ok(())
}
