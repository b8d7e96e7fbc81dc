//! What a report's page says of pruning beside the figures that every defence has.

use goodnet_data::Bias;

use super::html::{escaped, header, line, row};
use crate::defence::{DEAD_BELOW, Dead, PruningOutcome, RankedChannel, Recipe, Stop};
use crate::evaluate::Activation;

/// Channels that are listed at each end of the ranking.
const LISTED: usize = 10;

/// What was done, as HTML without its last full stop.
pub(super) fn how(report: &PruningOutcome) -> String {
    format!(
        "Channels of <code>{}</code> were pruned one by one, those first that clean validation images excite least. \
         Validation images alone chose the order and the models",
        escaped(&report.convolution)
    )
}

/// The curve, the recipe and the order.
pub(super) fn sections(html: &mut String, report: &PruningOutcome) {
    line(html, format_args!("<h2>The curve</h2>"));
    html.push_str(&report.plot_svg());
    line(html, format_args!("<p>On the validation images; a dotted line is where a threshold's model was kept.</p>"));
    recipe(html, &report.recipe);
    channels(html, report);
}

fn recipe(html: &mut String, recipe: &Recipe) {
    let preset = recipe.preset_name().map_or_else(String::new, |name| format!(": the preset <code>{name}</code>"));
    line(html, format_args!("<h2>Recipe{preset}</h2>"));
    let activation = match recipe.activation {
        Activation::Pool => "behind the pool, the mean over images, height and width",
        Activation::Conv => "behind the convolution's ReLU, the sum over images, height and width",
    };
    let bias = match recipe.bias {
        Bias::Zero => "weights and bias become 0",
        Bias::Keep => "weights become 0, the bias stays",
    };
    let dead = match recipe.dead {
        Dead::Prune => "are pruned like any other",
        Dead::Skip => "are never pruned",
    };
    let stop = match recipe.stop {
        Stop::AtLeast => "X points or more",
        Stop::MoreThan => "more than X points",
    };
    line(html, format_args!("<ul><li>Activation is read {activation}.</li><li>Of a pruned channel, {bias}.</li>"));
    line(
        html,
        format_args!(
            "<li>Channels with an activation below {DEAD_BELOW} {dead}.</li><li>A model is kept when accuracy has dropped by \
             {stop}.</li></ul>"
        ),
    );
}

fn channels(html: &mut String, report: &PruningOutcome) {
    let ranked = &report.ranking.channels;
    line(html, format_args!("<h2>The order of pruning</h2>"));
    if let Some(gap) = report.ranking.smallest_gap {
        line(html, format_args!("<p>The smallest relative gap between two live channels is {gap:.1e}.</p>"));
    }
    let listed = LISTED.min(ranked.len());
    let last = ranked.len().saturating_sub(LISTED).max(listed);
    for (title, first, part) in [("first", 0, &ranked[..listed]), ("last", last, &ranked[last..])] {
        if part.is_empty() {
            continue;
        }
        line(html, format_args!("<table><caption>The {title} {} channels pruned</caption>", part.len()));
        header(html, &["Place", "Channel", "Activation"]);
        for (index, &RankedChannel { channel, activation, .. }) in part.iter().enumerate() {
            row(html, &[(first + index + 1).to_string(), channel.to_string(), format!("{activation:.6}")]);
        }
        line(html, format_args!("</table>"));
    }
}
