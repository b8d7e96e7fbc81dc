//! What a repair leaves in a folder.

use std::path::Path;

use anyhow::Result;
use goodnet_core::{About, Model, Outcome};
use goodnet_files::write_keras;

use super::writable::{OutputFile, OutputFolder};
use crate::inputs::{KerasFile, Origin};

/// Writes the repaired networks and GoodNets, the tables, the report and, where there is one, the curve into a folder.
pub(crate) fn write(
    folder: &OutputFolder,
    origin: &Origin,
    model: &Model,
    outcome: &Outcome,
    engine: &str,
) -> Result<()> {
    let path = |end: &str| folder.path().join(format!("{}-{end}", origin.name));
    for row in outcome.repaired() {
        let threshold = row.threshold;
        let Some(edit) = outcome.edit(threshold) else { continue };
        save(&path(&format!("repaired-{threshold}.onnx")), &model.edited(&edit)?)?;
        save(&path(&format!("goodnet-{threshold}.onnx")), &model.goodnet(&edit)?)?;
        if let Some(KerasFile { name, ending, bytes, architecture }) = &origin.keras {
            match write_keras(name, bytes, architecture.as_ref(), &edit) {
                Ok(repaired) => save(&path(&format!("repaired-{threshold}.{ending}")), &repaired)?,
                // The same network was written as ONNX.
                Err(error) => eprintln!("goodnet: {error}"),
            }
        }
    }
    let about = About {
        network: origin.name.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        engine: engine.into(),
        scale: model.scale(),
        files: origin.files.clone(),
    };
    if let Some(curve) = outcome.curve() {
        save(&path("curve.csv"), curve.curve_csv().as_bytes())?;
        let plot = curve.plot_svg();
        save(&path("curve.svg"), plot.as_bytes())?;
        save(&path("curve.png"), &goodnet_plot::png(&plot)?)?;
    }
    save(&path("table.csv"), outcome.table_csv().as_bytes())?;
    save(&path("backdoorbench.csv"), outcome.backdoorbench_csv().as_bytes())?;
    save(&path("report.html"), outcome.page_html(&about).as_bytes())
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    OutputFile::open(path)?.write(bytes)
}
