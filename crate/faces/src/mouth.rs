//! Lips, the line between them, and what an open mouth shows.

use crate::maths::{Rgb, blend, hill, mix, scale, smooth};
use crate::shot::Expression;
use crate::traits::Traits;

/// Paints over `colour` what the mouth shows at a point of the face plane.
pub(crate) fn paint(traits: &Traits, expression: &Expression, colour: Rgb, x: f32, y: f32) -> Rgb {
    let centre = &traits.centre;
    let half_width = centre.mouth_half_width * (1.0 + 0.16 * expression.smile);
    let t = x / half_width;
    if t.abs() > 1.25 || (y - centre.mouth).abs() > 7.0 {
        return colour;
    }
    let arc = (1.0 - t * t).max(0.0);
    let line = centre.mouth - (centre.mouth_curve + 1.7 * expression.smile) * t * t + 0.3 * expression.smile;
    let gap = expression.mouth_open * arc;
    let thin = 1.0 - 0.2 * expression.smile;
    let dip = centre.cupid * hill((x / 1.3) * (x / 1.3));
    let upper = centre.upper_lip * thin * (arc.sqrt() * 0.6 + 0.4 * arc) * (1.0 - dip);
    let lower = centre.lower_lip * thin * (arc.sqrt() * 0.4 + 0.6 * arc);
    let below = y - line;
    let ends = smooth(1.06, 0.92, t.abs());
    let lips = smooth(-upper - 0.45, -upper + 0.45, below) * smooth(gap + lower + 0.5, gap + lower - 0.5, below) * ends;
    // The upper lip faces down, the lower one up.
    let lip = scale(traits.skin.lips, if below < gap * 0.5 { 0.86 } else { 1.06 });
    let mut painted = blend(colour, lip, 0.88 * lips);
    if gap > 0.25 {
        let hole = smooth(-0.2, 0.3, below) * smooth(gap + 0.2, gap - 0.3, below) * ends;
        let teeth = smooth(gap * 0.75 + 0.5, gap * 0.75 - 0.2, below) * smooth(0.95, 0.6, t.abs()) * expression.teeth;
        let inner = blend([0.045, 0.014, 0.012], scale([0.60, 0.55, 0.46], mix(0.5, 1.0, arc)), teeth);
        painted = blend(painted, inner, hole);
    }
    let seam = smooth(0.75, 0.1, below.abs()) * smooth(1.12, 0.95, t.abs()) * mix(0.62, 0.3, smooth(0.2, 1.0, gap));
    let corner = 0.35 * hill(((t.abs() - 1.03) / 0.16) * ((t.abs() - 1.03) / 0.16) + below * below / 1.6);
    blend(painted, scale(traits.skin.lips, 0.12), seam.max(corner))
}
