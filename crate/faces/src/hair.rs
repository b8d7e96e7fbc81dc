//! Hair on the head and on the face: where it grows, how far it stands out, how its strands run.

use crate::head::half_width;
use crate::maths::{Rgb, mix, mound, scale, smooth};
use crate::random::noise;
use crate::traits::Traits;

/// The bound of the hair's outline to the sides at height `y`.
pub(crate) fn outer_half_width(traits: &Traits, y: f32) -> f32 {
    let hair = &traits.hair;
    let skull = half_width(traits, y.min(2.0));
    let t = ((-2.0 - y) / (traits.shape.crown + hair.top - 2.0)).clamp(0.0, 1.0);
    let dome = (1.0 - t * t * t).sqrt();
    let flare = smooth(0.0, 22.0, y) * 1.5 * smooth(8.0, 20.0, hair.length);
    skull.max(traits.shape.half_width * dome * 0.97) + hair.sides * dome + flare
}

/// The height of the hairline over the forehead at `x`; hair grows above it.
pub(crate) fn hairline(traits: &Traits, x: f32) -> f32 {
    let hair = &traits.hair;
    let out = (x / traits.shape.half_width).abs();
    let line = hair.hairline + 5.0 * out * out * out - hair.recession * mound(x.abs() - 7.0, 0.0, 5.0, 1.0)
        + hair.peak * mound(x, 0.0, 2.5, 1.0);
    if hair.fringe <= 0.0 {
        return line;
    }
    // A fringe is combed from the parting and falls longer on one side.
    let away = (x - hair.part) * if hair.part < 0.0 { 1.0 } else { -1.0 };
    let lift = 3.5 * mound(x - hair.part, 0.0, 3.0, 1.0);
    line.max((line + hair.fringe + hair.sweep * away - lift).min(-5.2))
}

/// How much of a point the hair in front hides, 0 to 1.
pub(crate) fn cover(traits: &Traits, x: f32, y: f32) -> f32 {
    let hair = &traits.hair;
    let rough = noise(traits.key ^ 1, x * mix(1.1, 0.55, hair.curl), y * mix(0.3, 0.55, hair.curl));
    let fine = noise(traits.key ^ 2, x * 1.9, y * 0.7);
    let edge = rough * (0.7 + 0.9 * hair.curl) + fine * 0.6;
    let side = x.abs();
    let outline = smooth(-0.6, 0.6, outer_half_width(traits, y) - side + edge * (0.5 + 0.2 * hair.sides));
    let top = smooth(-0.7, 0.7, y + traits.shape.crown + hair.top);
    let soft = mix(1.3, 2.2, hair.recession.abs() / 8.0);
    let front = smooth(-soft, soft, hairline(traits, x) - y + edge);
    // Sideburns, and long hair that falls over the cheeks.
    let bare = half_width(traits, y.min(8.0)) - hair.drape - 1.8 * smooth(4.0, -12.0, y);
    let lower = smooth(hair.length + 1.5, hair.length - 1.5, y + edge * 1.5);
    let flank = smooth(-0.8, 0.8, side - bare + edge * 0.8) * lower;
    // Hair tucked behind the ear leaves the cheek free.
    let tucked = 1.0
        - hair.ears_free
            * smooth(-3.0, -0.5, y)
            * smooth(traits.shape.half_width + 2.5, traits.shape.half_width + 1.0, side);
    let bald = 1.0 - hair.bald_top * smooth(9.5, 6.5, side + 0.25 * (y + 14.0).max(0.0)) * smooth(-2.0, -6.0, y) * 0.96;
    (outline * top * (front.max(flank * tucked)) * bald * hair.cover).clamp(0.0, 1.0)
}

/// The lie of the strands: light and dark runs, -1 to 1.
fn strands(traits: &Traits, x: f32, y: f32) -> f32 {
    let hair = &traits.hair;
    // Above the hairline they run from the parting, at the sides they fall.
    let fan = (x - hair.part) / (1.5 + 0.12 * (y + 32.0).max(0.0));
    let straight = 0.6 * noise(traits.key ^ 3, fan * 4.2, y * 0.10) + 0.4 * noise(traits.key ^ 4, fan * 9.0, y * 0.2);
    let curls = 0.6 * noise(traits.key ^ 5, x * 0.5, y * 0.5) + 0.4 * noise(traits.key ^ 6, x, y);
    mix(straight, curls, hair.curl)
}

/// The colour of the hair and how far it stands out over the skull.
pub(crate) fn colour_and_height(traits: &Traits, x: f32, y: f32) -> (Rgb, f32) {
    let hair = &traits.hair;
    let strand = strands(traits, x, y);
    let across = x / (outer_half_width(traits, y) + 0.5);
    let round = (1.0 - across * across).max(0.0).sqrt();
    let depth = mix(7.0, 12.0, smooth(-traits.shape.crown - 2.0, -8.0, y)) * mix(1.0, 0.45, smooth(-2.0, 12.0, y));
    let height = depth * round + 0.4 + strand * mix(0.35, 0.7, hair.curl) * hair.cover;
    (scale(hair.colour, 1.0 + hair.streaks * strand), height)
}

/// How much of a point the beard hides, 0 to 1. `edge` is how far inside the face's outline the point lies.
pub(crate) fn beard(traits: &Traits, x: f32, y: f32, edge: f32) -> f32 {
    let (beard, centre, shape) = (&traits.beard, &traits.centre, &traits.shape);
    let most = beard.moustache.max(beard.chin).max(beard.cheeks).max(beard.stubble);
    if most <= 0.0 || y < -4.0 {
        return 0.0;
    }
    let side = x.abs();
    let ragged = 0.7 * noise(traits.key ^ 7, x * 0.9, y * 0.9);
    // Cheeks: below a line that climbs to the ears.
    let line = beard.cheek_line + 2.0 - 0.75 * (side - 6.0).max(0.0);
    let around = smooth(-3.0, 2.6, y - line + ragged);
    let bare_mouth =
        1.0 - mound(x, y - centre.mouth - 0.4, centre.mouth_half_width + 1.6, 2.6 + centre.lower_lip).min(0.6) / 0.6;
    let middle = mix(centre.nose_length, centre.mouth, 0.6);
    let lip = smooth(centre.nose_length - 0.3, centre.nose_length + 1.0, y + ragged * 0.5)
        * smooth(centre.mouth + 0.1, centre.mouth - 0.9, y - 0.16 * side)
        * smooth(centre.mouth_half_width + 2.0, centre.mouth_half_width + 0.4, side + (middle - y).max(0.0) * 0.8);
    let goatee = smooth(4.8, 3.2, side - 0.3 * (y - centre.mouth).max(0.0) + ragged)
        * smooth(centre.mouth + 1.2, centre.mouth + 3.2, y)
        + 0.9
            * smooth(1.2, 0.4, (side - centre.mouth_half_width - 1.6).abs())
            * smooth(centre.mouth - 1.0, centre.mouth + 1.0, y);
    let full = around * smooth(2.0, 3.5, side + (y - centre.mouth).max(0.0)) * bare_mouth;
    let shade = full.max(lip).max(goatee.min(1.0)) * smooth(shape.chin + 1.0, shape.chin - 1.0, y);
    let grain = 0.85 + 0.15 * noise(traits.key ^ 8, x * 2.1, y * 1.4);
    let hairs = (beard.moustache * lip).max(beard.chin * goatee.min(1.0)).max(beard.cheeks * full);
    (hairs.max(0.5 * beard.stubble * shade) * grain * smooth(-0.5, 1.0, edge)).clamp(0.0, 0.97)
}
