//! The colour of the skin: blotches, flush, freckles, moles, shadows under the eyes, brows.

use crate::maths::{Rgb, blend, hill, mix, mound, scale, smooth, tint};
use crate::random::noise;
use crate::traits::Traits;

/// Skin colour at a point of the face plane, brows and lash shadow included.
pub(crate) fn colour(traits: &Traits, x: f32, y: f32) -> Rgb {
    let (skin, eyes, centre) = (&traits.skin, &traits.eyes, &traits.centre);
    let side = x.abs();
    let eye = side - eyes.apart;
    let blotch = 0.05 * noise(traits.key ^ 20, x * 0.22, y * 0.22) + 0.025 * noise(traits.key ^ 21, x * 0.8, y * 0.8);
    let mut colour = scale(skin.colour, 1.0 + blotch);
    // Blood shows on cheeks, nose and ears.
    let flush = skin.flush
        * (0.8 * mound(side - 8.5, y - 8.5, 6.0, 5.5)).max(0.7 * mound(x, y - centre.nose_length + 1.5, 3.5, 4.0));
    colour = tint(colour, [1.0, 1.0 - 0.2 * flush, 1.0 - 0.18 * flush]);
    let tired = (0.15 + 0.35 * skin.eye_bags) * mound(eye + 0.4, y - 2.6, 4.4, 2.6);
    let lids = 0.16 * eyes.lashes * mound(eye, y + 1.6, 4.4, 2.6);
    colour = tint(colour, [1.0 - 0.30 * tired - lids, 1.0 - 0.42 * tired - lids * 1.1, 1.0 - 0.36 * tired - lids]);
    if skin.freckles > 0.0 {
        let zone = smooth(-6.0, 3.0, y) * smooth(17.0, 8.0, y) * smooth(13.0, 7.0, side);
        let spots = smooth(0.3, 0.75, noise(traits.key ^ 22, x * 0.85, y * 0.85));
        colour = blend(colour, tint(skin.colour, [0.62, 0.42, 0.30]), 0.75 * skin.freckles * zone * spots);
    }
    for [mole_x, mole_y, radius] in &skin.moles {
        let spot = smooth(1.0, 0.2, mound(x - mole_x, y - mole_y, radius * 1.6, radius * 1.6));
        colour = blend(colour, tint(skin.colour, [0.25, 0.18, 0.16]), 0.9 * (1.0 - spot));
    }
    // Nostrils, and the shade of the nose below them.
    let nostril = mound(side - centre.nose_width * 0.55, y - centre.nose_length - 0.25, 1.25, 0.85);
    colour = tint(colour, [1.0 - 0.62 * nostril, 1.0 - 0.72 * nostril, 1.0 - 0.72 * nostril]);
    let hairs = blend(traits.beard.colour, scale(skin.colour, 0.25), 0.4);
    blend(colour, hairs, brow(traits, x, y))
}

/// How much of a point a brow hides, 0 to 1.
fn brow(traits: &Traits, x: f32, y: f32) -> f32 {
    let eyes = &traits.eyes;
    let along = (x.abs() - eyes.apart - eyes.brow_gap * 0.5) / eyes.brow_length;
    if !(-1.2..1.3).contains(&along) {
        return 0.0;
    }
    let peak = (along - 0.35) / 1.2;
    let line = -eyes.brow_height - eyes.brow_arch * (1.0 - peak * peak * 1.6) + eyes.brow_slope * along * 6.0 + 0.6;
    let thick = eyes.brow_thickness * mix(1.15, 0.55, smooth(-0.3, 1.15, along));
    let across = (y - line) / (thick + 0.5);
    let ends = smooth(-1.15, -0.8, along) * smooth(1.2, 0.7, along);
    let grain = 0.85 + 0.15 * noise(traits.key ^ 23, x * 1.8, y * 1.1);
    (hill(across * across * 0.55) * ends * eyes.brow_density * 1.15 * grain).min(0.95)
}
