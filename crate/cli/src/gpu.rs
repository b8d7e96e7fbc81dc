//! A repair on a GPU.

use std::sync::Arc;

use anyhow::{Context, Result};
use goodnet_core::{Error, Event, Network, Repair, Report};
use goodnet_gpu::{GpuEngine, GpuShard, GpuStats};
use pollster::block_on;

use crate::threads;

/// Runs a repair of one shard to its end; also says what the GPU did. Where it cannot run the tail, it runs the prefix alone.
pub(crate) fn drive(
    repair: &mut Repair,
    network: &Arc<Network>,
    mut show: impl FnMut(&Event),
) -> Result<(Report, GpuStats)> {
    let engine = block_on(GpuEngine::request(network.stages()?))?;
    if let Err(Error::NotAffine { .. }) = network.tail() {
        let mut engines = vec![engine];
        let report = threads::drive(repair, network, &mut engines, show)?;
        return Ok((report, engines[0].stats()));
    }
    let mut shard = block_on(GpuShard::new(engine, Arc::clone(network), repair.images(0)))?;
    while let Some(task) = repair.task().cloned() {
        shard.begin(task);
        while let Some(part) = block_on(shard.advance())? {
            repair.take(0, part).iter().for_each(&mut show);
        }
    }
    Ok((repair.report().context("the repair ended without a report")?, shard.stats()))
}
